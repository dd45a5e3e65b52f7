"""Every option alone: nothing at zero, and away from zero the way that theory says; no input too odd for any."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.schemas.device import DeviceError
from backend.schemas.setting import Setting
from tests.worker.crossbar.networks import FAMILIES, images, mlp
from worker.crossbar import ChipFailure, Conditions, Dense, Flatten, Network, Simulator
from worker.crossbar.chip.array import Array, Ranges
from worker.crossbar.chip.cells import SliceId
from worker.crossbar.chip.core import program_core
from worker.crossbar.tools.streams import Normals
from worker.translate.conditions import conditions


def simulator(family: str = "mlp", count: int = 60) -> Simulator:
    pictures, labels = images(count)
    return Simulator(FAMILIES[family](), pictures, labels, calibration_images=pictures)


def test_the_default_setting_without_noise_is_float_inference_bit_for_bit() -> None:
    """Every field of the spec at its default, and every further size of what is off."""
    pictures, _ = images(60)
    network = mlp()
    first, second = network.layers[1:]
    assert isinstance(first, Dense) and isinstance(second, Dense)
    hidden = np.maximum(first.kernel.T @ pictures.reshape(60, -1).T + first.bias[:, None], 0)
    expected = (second.kernel.T @ hidden + second.bias[:, None]).T
    quiet = {"programming": 0.0}
    for document in (
        {"internal_noise": quiet},
        {"internal_noise": {**quiet, "rtn_share": 0.5, "bandwidth_hz": 1e9, "temperature_k": 4.0, "read_voltage_v": 1.0}},
        {
            "internal_noise": {**quiet, "rtn_amplitude": 0.5},
            "crossbar": {"g_max_us": 3.0, "wire_topology": "rows", "columns": 32},
        },
    ):
        setting = conditions(Setting.model_validate(document))
        found = simulator()
        np.testing.assert_array_equal(found.logits(setting, seed=1, draw=3), np.ascontiguousarray(expected), strict=True)


@pytest.mark.parametrize("family", list(FAMILIES))
@pytest.mark.parametrize(
    "alone",
    [
        {"clip": True},
        {"pair": "two_sided"},
        {"on_off_ratio": 3.0},
        {"mapping": "offset", "on_off_ratio": 3.0},
        {"law": "proportional"},
        {"distribution": "uniform"},
        {"wire_resistance_ohm": 1e-9},
        {"bias": "analog"},
    ],
)
def test_a_mapping_without_errors_keeps_the_network(family: str, alone: dict[str, Any]) -> None:
    found = simulator(family, 20)
    ideal = found.logits(Conditions(), seed=0, draw=0)
    np.testing.assert_allclose(found.logits(Conditions(**alone), seed=0, draw=0), ideal, rtol=2e-3, atol=1e-4)


def error(**settings: Any) -> float:
    """How far logits are from the ideal ones, over a few chips."""
    found = simulator()
    ideal = found.logits(Conditions(), seed=0, draw=0)
    return float(np.sqrt(np.mean([(found.logits(Conditions(**settings), seed=0, draw=d) - ideal) ** 2 for d in range(8)])))


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        # More of it is worse.
        ({"stuck_random": 0.1}, {"stuck_random": 0.01}),
        ({"rtn_share": 0.5, "rtn_amplitude": 0.4}, {"rtn_share": 0.5, "rtn_amplitude": 0.1}),
        ({"rtn_share": 0.9, "rtn_amplitude": 0.2}, {"rtn_share": 0.1, "rtn_amplitude": 0.2}),
        ({"floor": True, "g_max_us": 0.1}, {"floor": True, "g_max_us": 100.0}),
        ({"floor": True, "bandwidth_hz": 1e9}, {"floor": True, "bandwidth_hz": 1e6}),
        ({"wire_resistance_ohm": 20.0}, {"wire_resistance_ohm": 1.0}),
        ({"wire_resistance_ohm": 5.0, "g_max_us": 300.0}, {"wire_resistance_ohm": 5.0, "g_max_us": 10.0}),
        ({"wire_resistance_ohm": 5.0}, {"wire_resistance_ohm": 5.0, "rows": 16, "columns": 16}),
        ({"weight_percentile": 70.0}, {"weight_percentile": 99.0}),
        # Most devices of a one-sided pair are far below G_max.
        ({"programming": 0.05}, {"programming": 0.05, "law": "proportional"}),
        ({"programming": 0.05, "law": "inverse", "on_off_ratio": 4.0}, {"programming": 0.05, "on_off_ratio": 4.0}),
        ({"programming": 0.05, "law": "proportional", "pair": "two_sided"}, {"programming": 0.05, "law": "proportional"}),
        ({"rtn_share": 0.5, "rtn_amplitude": 0.3, "on_off_ratio": 1.5}, {"rtn_share": 0.5, "rtn_amplitude": 0.3}),
        # A smaller range is less noise, at weights that are clipped.
        ({"programming": 0.1}, {"programming": 0.1, "weight_percentile": 97.0}),
        ({"read": 0.1, "dac_bits": 7}, {"read": 0.1, "dac_bits": 7, "input_encoding": "bit_serial"}),
        ({"programming": 0.05, "weight_bits": 8}, {"programming": 0.05, "weight_bits": 8, "cell_bits": 1}),
        ({"adc_bits": 5, "adc_range": "fixed"}, {"adc_bits": 5}),
    ],
)
def test_every_option_alone_moves_outputs_the_way_theory_says(worse: dict[str, Any], better: dict[str, Any]) -> None:
    assert error(**worse) > 1.05 * error(**better) > 0


def test_uniform_errors_do_as_much_as_gaussian_ones_of_the_same_standard_deviation() -> None:
    assert error(programming=0.05, distribution="uniform") == pytest.approx(error(programming=0.05), rel=0.2)


# Variances of an inverse law at an on/off ratio of 1e9 are squares of 1e9 times a weight: more is past float32, which is told.
ODD = st.sampled_from([0.0, 1.0, -1.0, 5e-45, 1e-38, 1e9])


@st.composite
def weights_of_all_kinds(draw: st.DrawFn) -> np.ndarray:
    shape = draw(st.integers(0, 9)), draw(st.integers(1, 7))
    if draw(st.booleans()):
        return np.full(shape, draw(ODD), np.float32)
    generator = np.random.default_rng(draw(st.integers(0, 20)))
    return generator.choice(np.array([0, 1, -1, 1e-40, 0.3], np.float32), shape)


@settings(max_examples=80, deadline=None)
@given(
    values=weights_of_all_kinds(),
    programming=st.sampled_from([0.0, 1e-40, 0.03, 1.0]),
    read=st.sampled_from([0.0, 0.1]),
    law=st.sampled_from(["independent", "proportional", "inverse"]),
    distribution=st.sampled_from(["gaussian", "uniform"]),
    mapping=st.sampled_from([("differential", "one_sided"), ("differential", "two_sided"), ("offset", "one_sided")]),
    clip=st.booleans(),
    on_off_ratio=st.sampled_from([1.0001, 10.0, 1e9]),
    weight_percentile=st.sampled_from([50.0, 99.0, 100.0]),
    bits=st.sampled_from([(None, None, None), (4, None, None), (6, 2, 5), (2, 1, 1)]),
    serial=st.booleans(),
    rtn=st.sampled_from([0.0, 1.0]),
    floor=st.booleans(),
    ohm=st.sampled_from([0.0, 1.0, 1000.0]),
    rows=st.sampled_from([2, 3, 1024]),
    full_scale=st.sampled_from([0.0, 1e-30, 1.0]),
    analog=st.booleans(),
)
def test_no_weights_are_too_odd_for_any_option(
    values: np.ndarray,
    mapping: tuple[str, str],
    bits: tuple[int | None, ...],
    serial: bool,
    rtn: float,
    ohm: float,
    full_scale: float,
    analog: bool,
    **others: Any,
) -> None:
    """All options at once on odd shapes and numbers: outputs are finite, and those of an empty array are its noise's."""
    chosen = Conditions(
        **others,
        mapping=mapping[0],  # type: ignore[arg-type]
        pair=mapping[1],  # type: ignore[arg-type]
        weight_bits=bits[0],
        cell_bits=bits[1],
        adc_bits=bits[2],
        dac_bits=4 if serial else None,
        input_encoding="bit_serial" if serial else "parallel",
        rtn_share=rtn,
        rtn_amplitude=0.5,
        wire_resistance_ohm=ohm,
        stuck_random=0.1,
        columns=3,
    )
    bias = np.ones(values.shape[1], np.float32) if analog else None
    core = program_core(values, chosen, SliceId(0, 0, 0), bias=bias, ranges=Ranges(full_scale, 1.0), full_scales=[1.0] * 8)
    inputs = np.full((len(values), 4), full_scale, np.float32)
    outputs = core.multiply(inputs, Normals(np.random.default_rng(0)))
    assert outputs.shape == (values.shape[1], 4)
    assert core.weights.shape == values.shape
    assert np.isfinite(outputs).all()


def test_a_chip_whose_numbers_overflow_names_its_layer() -> None:
    pictures, labels = images(4)
    huge = Dense(np.full((64, 5), 3e37, np.float32), np.zeros(5, np.float32))
    last = Dense(np.full((5, 10), 3e37, np.float32), np.zeros(10, np.float32), "linear")
    found = Simulator(Network((Flatten(), huge, last), (8, 8, 1)), pictures, labels)
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(ChipFailure, match=r"layer 2 \(Dense\) of chip 3 fails"):
        found.correct(Conditions(programming=0.01), seed=0, draw=3)


def test_an_array_that_is_too_large_for_wires_names_its_layer() -> None:
    pictures = np.zeros((1, 40, 40, 1), np.float32)
    layer = Dense(np.ones((1600, 200), np.float32), np.zeros(200, np.float32))
    found = Simulator(Network((Flatten(), layer), (40, 40, 1)), pictures, np.zeros(1, np.int64))
    with pytest.raises(ChipFailure, match=r"layer 2 \(Dense\) of chip 0 fails: .* crossbar.rows and crossbar.columns"):
        found.correct(Conditions(wire_resistance_ohm=1.0, rows=2000), seed=0, draw=0)


@pytest.mark.parametrize(
    "document",
    [
        {"internal_noise": {"device": "sonos-2022"}, "crossbar": {"wire_resistance_ohm": 1.0}},
        {"internal_noise": {"device": "ecram", "floor": True}},
    ],
)
def test_wires_and_the_floor_need_a_conductance(document: dict[str, Any]) -> None:
    with pytest.raises(DeviceError, match=r"crossbar.g_max_us must be given .*; received None"):
        conditions(Setting.model_validate(document))
    document["crossbar"] = {**document.get("crossbar", {}), "g_max_us": 16.0}
    assert conditions(Setting.model_validate(document)).g_max_us == 16.0


def test_a_preset_brings_its_own_conductance() -> None:
    setting = Setting.model_validate({"internal_noise": {"device": "pcm-joshi"}, "crossbar": {"wire_resistance_ohm": 1.0}})
    assert conditions(setting).g_max_us == 25.0


@pytest.mark.parametrize("device", ["pcm-joshi", "reram-milo"])
def test_presets_take_every_other_option(device: str) -> None:
    document = {
        "internal_noise": {"device": device, "stuck_random": 0.01, "rtn_share": 0.1, "rtn_amplitude": 0.1, "floor": True},
        "converters": {"weight_bits": 7, "cell_bits": 3, "dac_bits": 6, "adc_bits": 8, "input_encoding": "bit_serial"},
        "crossbar": {"wire_resistance_ohm": 1.0, "pair": "two_sided", "weight_percentile": 99.0, "bias": "analog"},
    }
    chosen = conditions(Setting.model_validate(document))
    logits = simulator("rnn", 10).logits(chosen, seed=0, draw=0)
    assert np.isfinite(logits).all()
    np.testing.assert_array_equal(logits, simulator("rnn", 10).logits(chosen, seed=0, draw=0))


def test_what_is_off_costs_nothing() -> None:
    """Plain conditions keep their plain arrays."""
    for plain in (Conditions(programming=0.1, read=0.1, stuck_random=0.1), Conditions(adc_bits=5, columns=8, g_max_us=2.0)):
        arrays = simulator().program(plain, seed=0, draw=0).values()
        assert all(isinstance(array, Array) for array in arrays)
