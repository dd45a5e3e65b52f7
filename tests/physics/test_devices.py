"""Devices against the points that their sources give, and against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backend.devices import model_for, presets
from backend.schemas.device import DeviceError
from backend.schemas.setting import InternalNoise
from tests.worker.crossbar.networks import FAMILIES, images
from worker.crossbar import Conditions, Device, Simulator
from worker.crossbar.chip.conductances import to_pairs
from worker.crossbar.chip.devices import PowerLaw, program_devices
from worker.crossbar.chip.programming import program_on_device
from worker.crossbar.tools.streams import Normals
from worker.translate.device_laws import to_engine_device

DAY = 86_400.0
MODELLED = [preset.id for preset in presets() if preset.model]


def device(name: str) -> Device:
    model = model_for(InternalNoise(device=name))
    assert model is not None
    return to_engine_device(model)


def at(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


@pytest.mark.parametrize(
    ("name", "age_s", "conductances", "published"),
    [
        ("sonos-2022", 0, (50, 200, 800, 1600), (4.9, 13.5, 19.7, 19.9)),
        ("sonos-2022", 5 * DAY, (50, 200, 800, 1600), (7.4, 21.4, 33.8, 34.6)),
        ("sonos-tcas-2022", 0, (50, 200, 800, 1600), (3.6, 12.4, 30.8, 37.6)),
        ("pcm-nandakumar", 0, (0, 5, 10, 15, 25), (0.26, 0.61, 0.86, 1.02, 1.06)),
        ("reram-milo", 0, (50, 225), (4.3, 2.7)),
        # Programmed within 2 % and relaxed: 0.01122 + 0.01129 G beside 0.042 ln t + 0.412.
        ("reram-cmo", 1, (9, 40, 88.2), (0.427, 0.619, 1.088)),
        ("reram-cmo", 86_400, (9, 40, 88.2), (0.897, 1.003, 1.345)),
    ],
)
def test_spreads_are_those_of_the_source(
    name: str, age_s: float, conductances: tuple[float, ...], published: tuple[float, ...]
) -> None:
    np.testing.assert_allclose(device(name).spread(at(*conductances), age_s), published, rtol=0.02, atol=0.06)


def test_joshis_spread_has_its_median_of_0_94_over_the_levels() -> None:
    levels = np.linspace(0, 25, 11, dtype=np.float32)
    assert np.median(device("pcm-joshi").spread(levels, 0)) == pytest.approx(0.94, abs=0.08)


def test_reads_and_means_of_sonos_are_those_of_the_source() -> None:
    sonos = device("sonos-2022")
    assert sonos.read and sonos.shift
    np.testing.assert_allclose(sonos.read(at(50, 200, 800, 1600), 0), (2.6, 7.6, 12.3, 12.6), atol=0.06)
    np.testing.assert_allclose(sonos.shift(at(50, 200, 800, 1600), 5 * DAY), (3.5, 2.6, -15, -41), atol=0.4)
    np.testing.assert_array_equal(sonos.shift(at(50, 800), 0), 0)


def test_cmo_relaxes_and_is_read_by_its_source_at_every_age() -> None:
    """Between the ages that are tabled, too."""
    cmo, g = device("reram-cmo"), np.linspace(9, 88.2, 12)
    assert cmo.read and cmo.shift
    for age_s in (1.0, 30.0, 2e4, 86_400.0):
        programmed, relaxed = 0.0112185391 + 0.01129027418 * g, 0.04201137 * np.log(age_s) + 0.41183342
        np.testing.assert_allclose(cmo.spread(g, age_s), np.hypot(programmed, relaxed), rtol=0.01)
        np.testing.assert_allclose(cmo.shift(g, age_s), -0.08900206 * np.log(age_s), atol=1e-4)
        read = 0.0277316483 * np.log10(g) * np.sqrt(np.log((age_s + 1e-6) / 2e-6))
        np.testing.assert_allclose(cmo.read(g, age_s), read, rtol=1e-4)


def test_the_studys_figures_are_fractions_of_the_weight_range() -> None:
    """Both devices of a pair err alike and independently; the range is twice max |w|."""
    for name, of_range in (("ecram", 0.005), ("ifg", 0.005), ("generic", 0.025)):
        each = device(name).spread(at(0.0, 0.5, 1.0), 0)
        np.testing.assert_allclose(np.sqrt(2) * each / 2, of_range, rtol=1e-4)


def test_drift_of_nu_0_06_has_the_published_factors() -> None:
    """0.73 at an hour, 0.60 at a day, 0.43 at a year, from 20 s on."""
    law = PowerLaw(20.0, lambda g: np.full_like(g, 0.06), np.zeros_like)
    still = Device(0.0, 25.0, spread=lambda g, _age: np.zeros_like(g), drift=law)
    pairs = to_pairs(np.ones((3, 3), np.float32), "differential")
    for age_s, factor in ((3600, 0.73), (DAY, 0.60), (365 * DAY, 0.43)):
        kept = program_devices(pairs, still, age_s=age_s, compensated=False, apply_faults=None, seed=0, layer=0, draw=0).weights
        np.testing.assert_allclose(kept, factor, atol=0.006)
        restored = program_devices(
            pairs, still, age_s=age_s, compensated=True, apply_faults=None, seed=0, layer=0, draw=0
        ).weights
        np.testing.assert_allclose(restored, 1, rtol=1e-5)


def test_compensation_divides_by_the_current_of_all_devices_and_stuck_ones_do_not_drift() -> None:
    """All pairs hold (G_max, 0) and drift by f; a share s of all devices is stuck at G_max: the current of all
    changes by ((1 - s) f + 2 s) / ((1 - s) + 2 s).
    """
    law = PowerLaw(20.0, lambda g: np.full_like(g, 0.06), np.zeros_like)
    still = Device(0.0, 25.0, spread=lambda g, _age: np.zeros_like(g), drift=law)
    values = np.ones((300, 300), np.float32)
    for share in (0.1, 0.5):
        conditions = Conditions(device=still, stuck_high=share, age_s=DAY, drift_compensation=True)
        found = program_on_device(values, conditions, still, seed=0, layer=0, draw=0)
        drifted = ((DAY + 20) / 20) ** -0.06
        factor = ((1 - share) * drifted + 2 * share) / (1 + share)
        whole_ones = (found.positive < 25) & (found.negative == 0)
        np.testing.assert_allclose(found.weights[whole_ones], drifted / factor, rtol=0.01)
        fresh = program_on_device(values, replace(conditions, age_s=0.0), still, seed=0, layer=0, draw=0)
        np.testing.assert_allclose(fresh.weights[whole_ones], 1, rtol=1e-6)


def test_exponents_stay_where_the_source_keeps_them() -> None:
    for name, low, high in (("pcm-joshi", 0.03, 0.081), ("pcm-nandakumar", 0.049, 0.1)):
        drift = device(name).drift
        assert drift
        mean = drift.mean(np.linspace(0, 25, 200, dtype=np.float32))
        assert mean.min() >= low and mean.max() <= high


@pytest.mark.parametrize("name", MODELLED)
def test_a_device_spreads_weights_as_its_two_conductances(name: str) -> None:
    """Std of a weight is that of the pair's difference, from the law at the weight's own two conductances."""
    found = replace(device(name), drift=None, shift=None)
    weights = np.tile(np.array([[0.5, 1.0]], np.float32), (200_000, 1))
    pairs = to_pairs(weights, "differential")
    held = program_devices(pairs, found, age_s=0, compensated=False, apply_faults=None, seed=1, layer=0, draw=0).weights
    width = found.high - found.low
    middle, idle = found.spread(at(found.low + 0.5 * width, found.low), 0) / width
    lost = 0.0
    if clipped_when_idle(found):
        # Half of its normal error is left, with variance (1/2 - 1/(2 pi)) s^2; what it gains, s / sqrt(2 pi), the weight loses.
        idle, lost = idle * np.sqrt(0.5 - 0.5 / np.pi), idle / np.sqrt(2 * np.pi)
    assert held[:, 0].std() == pytest.approx(np.hypot(middle, idle), rel=0.02)
    assert held[:, 0].mean() == pytest.approx(0.5 - lost, abs=0.002)


def clipped_when_idle(found: Device) -> bool:
    """Whether errors of a device at G_min cannot go below it."""
    return found.clips == "window" or (found.clips == "zero" and found.low == 0)


@pytest.mark.parametrize("name", ["sonos-2022", "pcm-nandakumar"])
def test_a_read_moves_an_output_by_the_variances_of_its_devices(name: str) -> None:
    """Against noise drawn device by device."""
    pictures, labels = images(2)
    simulator = Simulator(FAMILIES["mlp"](), pictures, labels)
    array = simulator.program(Conditions(device=device(name), age_s=DAY), seed=0, draw=0)[1]
    assert array.read_variance is not None
    inputs = np.repeat(pictures.reshape(2, -1)[:1], 20_000, axis=0)
    outputs = array.multiply(np.ascontiguousarray(inputs.T), Normals(np.random.default_rng(0))).T
    ideal = inputs[0] @ array.weights
    expected = np.sqrt((inputs[0] ** 2) @ array.read_variance)
    np.testing.assert_allclose((outputs - ideal).std(axis=0), expected, rtol=0.03)
    np.testing.assert_allclose((outputs - ideal).mean(axis=0), 0, atol=5 * expected.max() / np.sqrt(20_000))
    generator = np.random.default_rng(1)
    drawn = np.stack(
        [
            inputs[0] @ (array.weights + np.sqrt(array.read_variance) * generator.standard_normal(array.weights.shape))
            for _ in range(4000)
        ]
    )
    np.testing.assert_allclose(drawn.std(axis=0), expected, rtol=0.06)


@pytest.mark.parametrize("name", MODELLED)
@pytest.mark.parametrize("family", ["mlp", "cnn", "rnn", "lstm"])
def test_every_device_serves_every_network_and_chips_repeat(name: str, family: str) -> None:
    pictures, labels = images(10)
    model = model_for(InternalNoise(device=name))
    assert model
    for mapping in ("differential", "offset"):
        conditions = Conditions(
            device=to_engine_device(model),
            age_s=model.oldest_s,
            mapping=mapping,
            stuck_low=0.01,
            adc_bits=None,  # type: ignore[arg-type]
        )
        first, second = (Simulator(FAMILIES[family](), pictures, labels).logits(conditions, seed=4, draw=2) for _ in range(2))
        assert np.isfinite(first).all()
        np.testing.assert_array_equal(first, second)


def test_an_older_device_is_a_worse_one() -> None:
    pictures, labels = images(30)
    simulator = Simulator(FAMILIES["mlp"](), pictures, labels)
    ideal = simulator.logits(Conditions(), seed=0, draw=0)

    def error(age_s: float, compensated: bool = False) -> float:
        aged = Conditions(device=device("pcm-joshi"), age_s=age_s, drift_compensation=compensated)
        return float(np.mean([np.abs(simulator.logits(aged, seed=0, draw=draw) - ideal).mean() for draw in range(10)]))

    assert error(0) < error(3600) < error(30 * DAY)
    assert error(30 * DAY, compensated=True) < error(30 * DAY)


@pytest.mark.parametrize(
    ("noise", "said"),
    [
        (InternalNoise(device="abacus"), "internal_noise.device must be one of ecram, .*; received 'abacus'"),
        (InternalNoise(device="study"), "internal_noise.device must be one of"),
        (InternalNoise(age_s=10), "internal_noise.age_s needs a device"),
        (InternalNoise(drift_compensation=True), "internal_noise.drift_compensation needs a device"),
        (InternalNoise(device="ecram", age_s=10), "internal_noise.age_s must be 0 for ecram, whose ageing is not known"),
        (InternalNoise(device="sonos-2022", age_s=1e7), "internal_noise.age_s must be at most 432000 for sonos-2022"),
    ],
)
def test_what_a_device_cannot_be_asked_is_said(noise: InternalNoise, said: str) -> None:
    with pytest.raises(DeviceError, match=said):
        model_for(noise)
