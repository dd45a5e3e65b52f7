"""Bits of weights and inputs spread over slices and pulses, and the ranges of converters, against what they are made of."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worker.crossbar.networks import FAMILIES, images, mlp, weights
from worker.crossbar import Conditions, Simulator
from worker.crossbar.chip.array import Array, Ranges
from worker.crossbar.chip.cells import SliceId
from worker.crossbar.chip.converters import adc, dac
from worker.crossbar.chip.core import Core, program_core
from worker.crossbar.chip.programming import to_levels
from worker.crossbar.chip.pulses import pulses, weighted_sum
from worker.crossbar.chip.slices import slice_weights
from worker.crossbar.tools.streams import Normals


@settings(max_examples=60, deadline=None)
@given(bits=st.integers(2, 12), cell=st.integers(1, 8), seed=st.integers(0, 50), scale=st.sampled_from([1e-30, 1e-3, 1.0, 1e6]))
def test_slices_put_the_weights_together_again(bits: int, cell: int, seed: int, scale: float) -> None:
    values = (np.random.default_rng(seed).standard_normal((9, 7)) * scale).astype(np.float32)
    w_max = float(np.abs(values).max())
    levels = to_levels(values, bits)
    slices = slice_weights(levels, w_max, bits, cell)
    assert sum(one.share for one in slices) == pytest.approx(1)
    assert len(slices) == -(-(bits - 1) // cell) or len(slices) == 1
    np.testing.assert_allclose(sum(one.share * one.weights for one in slices), levels, atol=1e-5 * w_max)
    for one in slices:
        assert np.abs(one.weights).max() <= w_max * (1 + 1e-6)


@pytest.mark.parametrize("values", [np.zeros((3, 2)), np.full((3, 2), 0.7), np.full((3, 2), 1e-44), np.zeros((0, 4))])
def test_slices_of_odd_weights(values: np.ndarray) -> None:
    found = slice_weights(to_levels(values.astype(np.float32), 6), float(np.abs(values).max(initial=0)), 6, 2)
    np.testing.assert_allclose(sum(one.share * one.weights for one in found), values, rtol=1e-5, atol=1e-44)


@pytest.mark.parametrize("cell", [1, 2, 3, 7])
def test_slices_err_on_their_own(cell: int) -> None:
    """The weight's error is sigma sqrt(sum share^2): 1 for one slice, about 1 / sqrt(3) for one bit a slice."""
    values = weights(np.random.default_rng(0), 100, 80)
    settings: dict[str, Any] = {"weight_bits": 8, "cell_bits": cell}
    shares = [one.share for one in slice_weights(to_levels(values, 8), float(np.abs(values).max()), 8, cell)]
    held = program_core(values, Conditions(programming=0.02, pair="two_sided", **settings), SliceId(0, 0, 0))
    error = held.weights - to_levels(values, 8)
    sigma = 0.02 * 2 * np.abs(values).max()
    assert error.std() == pytest.approx(sigma * np.sqrt(np.square(shares).sum()), rel=0.02)
    if cell == 1:
        assert np.sqrt(np.square(shares).sum()) == pytest.approx(np.sqrt((4**7 - 1) / 3) / (2**7 - 1))
    reads = program_core(values, Conditions(read=0.02, pair="two_sided", **settings), SliceId(0, 0, 0)).weight_read_variance
    np.testing.assert_allclose(np.sqrt(reads), sigma * np.sqrt(np.square(shares).sum()), rtol=1e-6)


@settings(max_examples=40, deadline=None)
@given(bits=st.integers(2, 12), full_scale=st.sampled_from([1e-20, 0.3, 1.0, 1e5]), signed=st.booleans(), seed=st.integers(0, 50))
def test_pulses_put_the_inputs_together_again(bits: int, full_scale: float, signed: bool, seed: int) -> None:
    generator = np.random.default_rng(seed)
    inputs = (full_scale * generator.uniform(-1.2 if signed else 0, 1.2, (6, 5))).astype(np.float32)
    found = pulses(inputs, Conditions(dac_bits=bits, input_encoding="bit_serial"), full_scale, signed=signed, bias=False)
    assert len(found) == (bits - 1 if signed else bits)
    expected = np.clip(inputs, -full_scale, full_scale)
    step = full_scale / (2 ** len(found) - 1)
    np.testing.assert_allclose(weighted_sum(found, lambda one: one, 1), expected, atol=step / 2 * 1.001)
    if not signed:
        np.testing.assert_allclose(weighted_sum(found, lambda one: one, 1), dac(inputs, bits, full_scale), atol=1e-6 * full_scale)
    for pulse in found:
        assert set(np.unique(np.abs(pulse.inputs))) <= {0, np.float32(full_scale)}


def core(values: np.ndarray, scales: tuple[float, ...] = (), **settings: Any) -> Core:
    return program_core(values, Conditions(**settings), SliceId(0, 0, 0), ranges=Ranges(1.0, 0.0), full_scales=scales)


def test_fine_converters_change_nothing() -> None:
    values = weights(np.random.default_rng(0), 50, 20)
    x = np.random.default_rng(1).random((50, 8), dtype=np.float32)
    settings: dict[str, Any] = {"weight_bits": 7, "cell_bits": 2, "dac_bits": 6, "input_encoding": "bit_serial", "rows": 20}
    expected = core(values, **settings).multiply(x, None)
    np.testing.assert_allclose(expected, to_levels(values, 7).T @ dac(x, 6, 1.0), atol=1e-5)
    found = core(values, (30.0,) * 3, adc_bits=16, **settings).multiply(x, None)
    assert np.abs(found - expected).max() < 3 * 6 * 3 * 30 / 2**16


SIGNED = np.linspace(-2, 2, 2001, dtype=np.float32)
"""Outputs inside and outside of a full scale of 1, one of them 0."""


@pytest.mark.parametrize("bits", [1, 2, 3, 4, 8, 16])
@pytest.mark.parametrize("levels", ["mid_tread", "mid_rise"])
def test_levels_of_a_signed_converter_are_those_of_its_scheme(bits: int, levels: Literal["mid_tread", "mid_rise"]) -> None:
    """mid_tread: k / (2^(b-1) - 1) for whole k. mid_rise: -1 + 2 k / (2^b - 1), as CrossSim's QuantizerADC. One bit: the sign."""
    codes = np.arange(-(2 ** (bits - 1)) + 1, 2 ** (bits - 1)) if levels == "mid_tread" and bits > 1 else np.arange(2**bits)
    points = codes / codes[-1] if codes[0] else -1 + 2 * codes / (2**bits - 1)
    for full_scale in (1e-20, 1.0, 3e7):
        outputs = (SIGNED * full_scale).astype(np.float32)
        found = adc(outputs.copy(), bits, full_scale, levels) / full_scale
        right = np.clip(np.searchsorted(points, SIGNED), 1, len(points) - 1)
        nearest = np.minimum(np.abs(SIGNED - points[right]), np.abs(SIGNED - points[right - 1]))
        np.testing.assert_allclose(np.abs(SIGNED - found), nearest, atol=3e-7)
        code = np.clip(np.searchsorted(points, found - 1e-6), 0, len(points) - 1)
        np.testing.assert_allclose(found, points[code], atol=3e-7)
    assert (adc(np.zeros(3, np.float32), bits, 1.0, levels) == 0).all() == (levels == "mid_tread" and bits > 1)


def test_a_scale_without_finer_steps_converts_nothing() -> None:
    tiny = np.array([1e-44, -1e-44, 0], np.float32)
    for full_scale in (0.0, 1e-44):
        np.testing.assert_array_equal(adc(tiny.copy(), 8, full_scale), tiny)


@pytest.mark.parametrize("bits", [2, 3, 8])
def test_a_signed_dac_keeps_zero_and_has_the_levels_of_its_pulses(bits: int) -> None:
    found = pulses(SIGNED[:, None], Conditions(dac_bits=bits, input_encoding="bit_serial"), 1.0, signed=True, bias=False)
    serial = weighted_sum(found, lambda one: one, 1)
    parallel = dac(SIGNED[:, None], bits, 1.0, signed=True)
    np.testing.assert_allclose(parallel, serial, atol=1e-6)
    assert parallel[1000] == 0 and len(np.unique(parallel)) == 2**bits - 1


@pytest.mark.parametrize("family", list(FAMILIES))
@pytest.mark.parametrize("levels", ["mid_tread", "mid_rise"])
def test_an_unrelated_setting_never_changes_the_converter(family: str, levels: str) -> None:
    """Bits of a device that hold all bits of a weight split nothing: the very same chip. `clip` has nothing to clip here."""
    found = simulator(family)
    coarse: dict[str, Any] = {"adc_bits": 4, "dac_bits": 4, "weight_bits": 5, "adc_levels": levels}
    plain = found.logits(Conditions(**coarse), seed=0, draw=0)
    for cell_bits in (4, 5, 8):
        np.testing.assert_array_equal(found.logits(Conditions(cell_bits=cell_bits, **coarse), seed=0, draw=0), plain)
    for other in ({"clip": True}, {"on_off_ratio": 10.0}, {"pair": "two_sided"}):
        moved = found.logits(Conditions(**other, **coarse), seed=0, draw=0)  # type: ignore[arg-type]
        assert (np.abs(moved - plain) < 1e-4).mean() > 0.9, other


def test_a_column_without_current_gives_nothing() -> None:
    """Whatever is converted on the way: slices, pulses, tiles."""
    values = np.zeros((40, 6), np.float32)
    values[:, :3] = weights(np.random.default_rng(0), 40, 3)
    x = np.random.default_rng(1).random((40, 5), dtype=np.float32)
    serial = {"dac_bits": 4, "input_encoding": "bit_serial"}
    for settings_of in ({}, {"weight_bits": 6, "cell_bits": 2}, serial, {"clip": True}):
        found = core(values, (10.0,) * 3, adc_bits=4, rows=16, **settings_of)  # type: ignore[arg-type]
        assert not found.multiply(x, None)[3:].any() and found.multiply(x, None)[:3].any()
    array = Array.of(values, 0.0, Conditions(adc_bits=4, rows=16), Ranges(1.0, 10.0))
    assert not array.multiply(x, None)[3:].any() and array.multiply(x, None)[:3].any()


def simulator(family: str = "mlp") -> Simulator:
    pictures, labels = images(60)
    return Simulator(FAMILIES[family](), pictures, labels, calibration_images=pictures)


@pytest.mark.parametrize("family", list(FAMILIES))
@pytest.mark.parametrize("settings", [{}, {"adc_bits": 6, "dac_bits": 5, "weight_bits": 6, "rows": 16}])
def test_devices_one_by_one_without_errors_are_the_plain_array(family: str, settings: dict[str, Any]) -> None:
    """`clip` has no effect on conductances that are inside, but it looks at every device."""
    found = simulator(family)
    plain, one_by_one = (found.logits(Conditions(clip=clip, **settings), seed=0, draw=0) for clip in (False, True))
    if settings:
        # The same levels, but for outputs that rounding puts on the other side of a step.
        assert (np.abs(plain - one_by_one) < 1e-4).mean() > 0.9
    else:
        np.testing.assert_allclose(one_by_one, plain, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("family", list(FAMILIES))
def test_biases_on_the_array_are_the_biases(family: str) -> None:
    found = simulator(family)
    plain, analog = (found.logits(Conditions(bias=bias), seed=0, draw=0) for bias in ("digital", "analog"))
    np.testing.assert_allclose(analog, plain, rtol=1e-3, atol=1e-4)


def test_a_row_of_biases_adds_its_own_noise() -> None:
    """std(z) = s sqrt(||x||^2 + 1)."""
    values, bias = weights(np.random.default_rng(0), 40, 30), np.zeros(30, np.float32)
    x = np.repeat(np.random.default_rng(1).random((40, 1), dtype=np.float32), 20_000, axis=1)
    found = program_core(values, Conditions(read=0.05, bias="analog"), SliceId(0, 0, 0), bias=bias)
    sigma = 0.05 * 2 * np.abs(values).max()
    moved = found.multiply(x, Normals(np.random.default_rng(2))) - found.multiply(x[:, :1], None)
    assert moved.std() == pytest.approx(sigma * np.sqrt(np.square(x[:, 0]).sum() + 1), rel=0.01)


def test_large_biases_take_range_from_the_weights() -> None:
    values, bias = weights(np.random.default_rng(0), 40, 30), np.full(30, 3.0, np.float32)
    apart, joined = (
        program_core(values, Conditions(programming=0.02, clip=True, bias=way), SliceId(0, 0, 0), bias=own).weights - values  # type: ignore[arg-type]
        for way, own in (("digital", None), ("analog", bias))
    )
    assert joined.std() > 3 * apart.std()


def test_a_fixed_range_is_the_most_that_an_array_can_give() -> None:
    pictures, labels = images(60)
    network = mlp()
    found = Simulator(network, pictures, labels, calibration_images=pictures)
    array = found.program(Conditions(adc_bits=8, adc_range="fixed", rows=16), seed=0, draw=0)[1]
    assert isinstance(array, Core) and array.ranges is not None
    w_max = np.abs(network.layers[1].kernel).max()  # type: ignore[union-attr]
    assert array.slices[0].full_scale == pytest.approx(16 * w_max * pictures.max(), rel=1e-5)
    for rows in (64, 1024):  # also the rows that the layer leaves unused
        array = found.program(Conditions(adc_bits=8, adc_range="fixed", rows=rows), seed=0, draw=0)[1]
        assert isinstance(array, Core)
        assert array.slices[0].full_scale == pytest.approx(rows * w_max * pictures.max(), rel=1e-5)


@pytest.mark.parametrize("settings", [{}, {"weight_bits": 6, "cell_bits": 2}, {"weight_percentile": 90.0}])
def test_a_manual_range_is_in_units_of_the_largest_product(settings: dict[str, Any]) -> None:
    pictures, labels = images(60)
    network = mlp()
    found = Simulator(network, pictures, labels, calibration_images=pictures)
    kernel = np.abs(network.layers[1].kernel)  # type: ignore[union-attr]
    w_max = np.percentile(kernel, settings.get("weight_percentile", 100))
    manual = Conditions(adc_bits=8, adc_range="manual", adc_full_scale=2.5, **settings)
    array = found.program(manual, seed=0, draw=0)[1]
    assert isinstance(array, Core)
    for one in array.slices:
        assert one.full_scale == pytest.approx(2.5 * w_max * pictures.max(), rel=1e-4)
    fixed = Conditions(adc_bits=8, adc_range="fixed", rows=16, **settings)
    same = Conditions(adc_bits=8, adc_range="manual", adc_full_scale=16.0, rows=16, **settings)
    np.testing.assert_array_equal(found.logits(fixed, seed=0, draw=0), found.logits(same, seed=0, draw=0))


NOISY: dict[str, Any] = {"image_noise": "gaussian", "image_noise_level": 0.5}
"""Test-set noise that leaves the range of pixels unless it is clipped."""


@pytest.mark.parametrize("family", list(FAMILIES))
@pytest.mark.parametrize("kind", ["gaussian", "speckle"])
@pytest.mark.parametrize("encoding", ["parallel", "bit_serial"])
def test_a_fine_dac_costs_nothing_where_noise_leaves_the_range_of_pixels(family: str, kind: str, encoding: str) -> None:
    found = simulator(family)
    noisy: dict[str, Any] = {**NOISY, "image_noise": kind, "image_clip": False}
    free = found.logits(Conditions(**noisy), seed=0, draw=0)
    driven = found.logits(Conditions(dac_bits=16, input_encoding=encoding, **noisy), seed=0, draw=0)  # type: ignore[arg-type]
    # A few values lie beyond all that the training images have.
    assert np.quantile(np.abs(driven - free), 0.95) < 0.01 * np.abs(free).max()


def test_only_noise_that_leaves_the_range_gives_the_first_dac_a_sign() -> None:
    found = simulator()
    clean = found.calibration.ranges(Conditions(dac_bits=8))
    wide = found.calibration.ranges(Conditions(dac_bits=8, image_clip=False, **NOISY))
    assert wide[1].signed and wide[1].inputs > 2 * clean[1].inputs and wide[1].outputs > clean[1].outputs
    within: tuple[dict[str, Any], ...] = (
        NOISY,
        {"image_clip": False},
        {**NOISY, "image_clip": False, "image_noise": "salt_pepper"},
        {**NOISY, "image_clip": False, "image_noise_level": 0.0},
    )
    for noise in within:
        assert found.calibration.ranges(Conditions(dac_bits=8, **noise)) == clean


def test_a_calibrated_range_covers_the_percentile_of_outputs() -> None:
    pictures, labels = images(60)
    network = mlp()
    found = Simulator(network, pictures, labels, calibration_images=pictures)
    outputs = np.abs(pictures.reshape(60, -1) @ network.layers[1].kernel)  # type: ignore[union-attr]
    for percentile in (90.0, 99.0, 100.0):
        array = found.program(Conditions(adc_bits=8, adc_percentile=percentile), seed=0, draw=0)[1]
        assert isinstance(array, Core)
        assert array.slices[0].full_scale == pytest.approx(np.percentile(outputs, percentile), rel=1e-4)


def test_a_fixed_range_wastes_levels_and_more_bits_make_up_for_it() -> None:
    found = simulator()
    ideal = found.logits(Conditions(), seed=0, draw=0)

    def error(**settings: Any) -> float:
        return float(np.abs(found.logits(Conditions(**settings), seed=0, draw=0) - ideal).mean())

    assert error(adc_bits=6, adc_range="fixed") > error(adc_bits=6)
    fixed = [error(adc_bits=bits, adc_range="fixed") for bits in (4, 6, 8, 12)]
    assert fixed == sorted(fixed, reverse=True)
