"""Every preset against its source: numbers that the source's own formulas give, computed apart from this program.

Sources are the simulators that the citations of the presets name: aihwkit 1.2 (`inference/noise`), CrossSim 3.2
(`devices/custom`) and, for SONOS in TCAS-I and the drift of PCM after Joshi, CrossSim 2.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backend.devices import model_for, presets
from backend.schemas.setting import InternalNoise
from tests.physics.test_devices import DAY, device
from worker.crossbar import Conditions, Device
from worker.crossbar.chip.conductances import to_pairs
from worker.crossbar.chip.devices import ProgrammedDevices, program_devices

SPREADS: list[tuple[str, float, tuple[float, ...], tuple[float, ...]]] = [
    ("pcm-nandakumar", 0, (1, 5, 12.5, 25), (0.3402, 0.60956, 0.95271, 1.05538)),
    ("pcm-joshi", 0, (0.25, 5, 12.5, 25), (0.30524, 0.62098, 0.95528, 1.06552)),
    ("reram-milo", 0, (50, 137.5, 225), (4.327, 3.5301, 2.7332)),
    ("reram-neurram", 0, (1, 10, 20, 40), (0.722, 2.2583, 2.0229, 1.103)),
    ("reram-neurram", DAY, (1, 10, 20, 40), (1.2221, 3.7208, 3.909, 2.651)),
    ("reram-neurram", 2 * DAY, (1, 10, 20, 40), (1.2622, 3.6638, 3.9291, 2.677)),
    ("reram-cmo", 0, (9, 40, 88.2), (0.1128, 0.4628, 1.007)),
    ("reram-cmo", 1, (9, 40, 88.2), (0.427, 0.6195, 1.088)),
    ("reram-cmo", 1000, (9, 40, 88.2), (0.711, 0.8409, 1.2276)),
    ("reram-cmo", DAY, (9, 40, 88.2), (0.8965, 1.0026, 1.3435)),
    # The two of SONOS are those of the mean after its shift.
    ("sonos-2022", 0, (50, 200, 800, 1600), (4.91, 13.491, 19.674, 19.884)),
    ("sonos-2022", 1 * DAY, (50, 200, 800, 1600), (6.186, 16.864, 25.23, 25.586)),
    ("sonos-2022", 5 * DAY, (50, 200, 800, 1600), (7.87, 21.566, 33.794, 34.56)),
    ("sonos-tcas-2022", 5 * DAY, (0, 50, 200, 800, 1600), (0.296, 6.115, 19.673, 43.927, 51.623)),
]
SHIFTS: list[tuple[str, float, tuple[float, ...], tuple[float, ...]]] = [
    ("sonos-2022", 0, (50, 200, 800, 1600), (0, 0, 0, 0)),
    ("sonos-2022", 1 * DAY, (50, 200, 800, 1600), (1.705, 1.012, -3.827, -11.532)),
    ("sonos-2022", 2 * DAY, (50, 200, 800, 1600), (2.188, 1.519, -8.002, -22.372)),
    ("sonos-2022", 2.5 * DAY, (50, 200, 800, 1600), (2.572, 2.2445, -8.6575, -24.639)),
    ("sonos-2022", 3 * DAY, (50, 200, 800, 1600), (2.956, 2.97, -9.313, -26.906)),
    ("sonos-2022", 4 * DAY, (50, 200, 800, 1600), (3.108, 2.302, -13.891, -38.272)),
    ("sonos-2022", 5 * DAY, (50, 200, 800, 1600), (3.547, 2.643, -15.173, -40.698)),
    ("sonos-tcas-2022", 3 * DAY, (0, 50, 200, 800, 1600), (3.541, 4.737, 9.244, -8.584, -38.113)),
    ("sonos-tcas-2022", 5 * DAY, (0, 50, 200, 800, 1600), (2.556, 5.921, 11.256, -5.698, -42.968)),
    ("reram-cmo", 0, (9, 88.2), (0, 0)),
    ("reram-cmo", 1000, (9, 88.2), (-0.6148, -0.6148)),
    ("reram-cmo", DAY, (9, 88.2), (-1.0117, -1.0117)),
]
READS: list[tuple[str, float, tuple[float, ...], tuple[float, ...]]] = [
    ("sonos-2022", 0, (50, 200, 800, 1600), (2.6064, 7.6101, 12.2739, 12.5729)),
    ("reram-cmo", 0, (9, 40, 88.2), (0, 0, 0)),
    ("reram-cmo", 1, (9, 40, 88.2), (0.0959, 0.1609, 0.1954)),
    ("reram-cmo", DAY, (9, 40, 88.2), (0.131, 0.2199, 0.267)),
    # Of the conductance at the mean exponent of drift, with Q of the programmed one.
    ("pcm-nandakumar", 1, (1, 5, 12.5, 25), (0.29768, 0.5235, 0.72144, 0.91952)),
    ("pcm-nandakumar", 3600, (1, 5, 12.5, 25), (0.23092, 0.46176, 0.63749, 0.81253)),
    ("pcm-nandakumar", DAY, (1, 5, 12.5, 25), (0.19476, 0.42153, 0.58259, 0.74255)),
    ("pcm-nandakumar", 30 * DAY, (1, 5, 12.5, 25), (0.16091, 0.3791, 0.52457, 0.6686)),
]
CLIPS = {
    "sonos-2022": "zero",
    "sonos-tcas-2022": "zero",
    "pcm-joshi": "zero",
    "pcm-nandakumar": "zero",
    "reram-neurram": "zero",
    "reram-milo": "zero",
    "reram-cmo": "window",
    "ecram": "nothing",
    "ifg": "nothing",
    "generic": "nothing",
}


def programmed(found: Device, conductances: tuple[float, ...], age_s: float, **how: object) -> ProgrammedDevices:
    """Many devices for each of these targets, which stand against others at G_min, as weights from 0 to 1."""
    weights = (np.array(conductances, np.float32) - found.low) / (found.high - found.low)
    pairs = to_pairs(np.tile(weights, (40_000, 1)), "differential", w_max=1.0)
    return program_devices(
        pairs,
        found,
        age_s=age_s,
        compensated=False,
        apply_faults=None,
        seed=3,
        layer=0,
        draw=0,
        **how,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("name", "age_s", "conductances", "published"), SPREADS)
def test_programmed_devices_spread_as_in_their_source(
    name: str, age_s: float, conductances: tuple[float, ...], published: tuple[float, ...]
) -> None:
    found = replace(device(name), drift=None, clips="nothing")
    spread = programmed(found, conductances, age_s).positive.std(axis=0)
    np.testing.assert_allclose(spread, published, rtol=0.02, atol=1e-6)


@pytest.mark.parametrize(("name", "age_s", "conductances", "published"), SHIFTS)
def test_means_move_as_in_their_source(
    name: str, age_s: float, conductances: tuple[float, ...], published: tuple[float, ...]
) -> None:
    shift = device(name).shift
    assert shift is not None
    np.testing.assert_allclose(shift(np.array(conductances, np.float32), age_s), published, atol=6e-3)


@pytest.mark.parametrize(("name", "age_s", "conductances", "published"), READS)
def test_reads_err_as_in_their_source(
    name: str, age_s: float, conductances: tuple[float, ...], published: tuple[float, ...]
) -> None:
    """Without errors of programming and drift, so that every device is at its mean."""
    found = device(name)
    still = replace(found, spread=lambda g, _age: np.zeros_like(g), shift=None)
    if found.drift is not None:
        still = replace(still, drift=replace(found.drift, spread=np.zeros_like))
    held = programmed(still, conductances, age_s)
    idle = programmed(still, (found.low,) * len(conductances), age_s)
    assert held.read_variance is not None and idle.read_variance is not None
    of_one = held.read_variance[0] - idle.read_variance[0] / 2
    np.testing.assert_allclose(np.sqrt(of_one) * (found.high - found.low), published, rtol=1e-3, atol=1e-6)


def test_exponents_of_pcm_are_those_of_its_source() -> None:
    drift = device("pcm-nandakumar").drift
    assert drift is not None
    g = np.array([1, 5, 12.5, 25])
    np.testing.assert_allclose(drift.mean(g), (0.07429, 0.04935, 0.049, 0.049), atol=1e-5)
    np.testing.assert_allclose(drift.spread(g), (0.03434, 0.01422, 0.008, 0.008), atol=1e-5)


@pytest.mark.parametrize("age_s", [1.0, 3600.0, DAY])
def test_pcm_is_read_as_its_source_draws_it(age_s: float) -> None:
    """Mean, spread and read noise of programmed, drifted and read devices, drawn one after the other as aihwkit does."""
    targets = (1.0, 5.0, 12.5, 25.0)
    held = programmed(device("pcm-nandakumar"), targets, age_s)
    generator, g = np.random.default_rng(0), np.tile(np.array(targets), (40_000, 1))
    x = g / 25
    started = np.maximum(g + (0.26348 + 1.965 * x - 1.1731 * x**2) * generator.standard_normal(g.shape), 0)
    mean, spread = np.clip(-0.0155 * np.log(x) + 0.0244, 0.049, 0.1), np.clip(-0.0125 * np.log(x) - 0.0059, 0.008, 0.045)
    drifted = started * ((age_s + 20) / 20) ** -np.abs(mean + spread * generator.standard_normal(g.shape))
    share = np.minimum(0.0088 / np.maximum((started / 25) ** 0.65, 1e-3), 0.2)
    read = drifted * share * np.sqrt(np.log((age_s + 20 + 250e-9) / 500e-9))
    np.testing.assert_allclose(held.positive.mean(axis=0), drifted.mean(axis=0), rtol=0.01)
    np.testing.assert_allclose(held.positive.std(axis=0), drifted.std(axis=0), rtol=0.02)
    idle = programmed(device("pcm-nandakumar"), (0.0,) * 4, age_s)
    assert held.read_variance is not None and idle.read_variance is not None
    of_one = held.read_variance.mean(axis=0) - idle.read_variance.mean(axis=0) / 2
    np.testing.assert_allclose(np.sqrt(of_one) * 25, np.sqrt((read**2).mean(axis=0)), rtol=0.01)


@pytest.mark.parametrize(
    ("age_s", "means", "spreads"),
    [
        (3600.0 - 20, (3.671, 9.161, 18.794), (0.6829, 0.961, 1.2803)),
        (DAY - 20, (3.0479, 7.5795, 15.7864), (0.637, 0.8839, 1.166)),
    ],
)
def test_joshis_pcm_drifts_as_in_its_source(age_s: float, means: tuple[float, ...], spreads: tuple[float, ...]) -> None:
    """CrossSim 2's procedure: errors at 27.36 s and again at 55.39 s, one exponent throughout, from a target at 20 s."""
    held = programmed(device("pcm-joshi"), (5.0, 12.5, 25.0), age_s).positive
    np.testing.assert_allclose(held.mean(axis=0), means, rtol=0.003)
    np.testing.assert_allclose(held.std(axis=0), spreads, rtol=0.02)


def test_what_clips_is_a_property_of_each_preset_with_its_source() -> None:
    models = {preset.id: preset.model for preset in presets() if preset.model is not None}
    assert {name: model.clips for name, model in models.items()} == CLIPS
    assert all(model.clips_source for model in models.values())


@pytest.mark.parametrize("name", CLIPS)
@pytest.mark.parametrize("clip", [False, True])
def test_conductances_end_where_the_source_says_or_at_the_window_if_asked(name: str, clip: bool) -> None:
    found = device(name)
    high = programmed(found, (found.high,), 0.0, clip=clip).positive
    low = programmed(found, (found.low,), 0.0, clip=clip).positive
    ends = "window" if clip else CLIPS[name]
    errs = found.spread(np.array([found.low]), 0)[0] > 0
    assert (high.max() > found.high) == (ends != "window")
    assert (low.min() < found.low) == (errs and (ends == "nothing" or (ends == "zero" and found.low > 0)))
    assert low.min() >= 0 or ends == "nothing"


def test_milos_low_end_is_a_programmed_level_and_no_floor() -> None:
    """The error of normal weights: 0.034 of max |w|, where clipping at 50 uS gives 0.028."""
    weights = np.random.default_rng(0).normal(size=(500, 300)).astype(np.float32)
    for clip, rms in ((False, 0.034), (True, 0.028)):
        held = program_devices(
            to_pairs(weights, "differential"),
            device("reram-milo"),
            age_s=0,
            compensated=False,
            apply_faults=None,
            seed=0,
            layer=0,
            draw=0,
            clip=clip,
        ).weights
        assert np.sqrt(np.mean((held - weights) ** 2)) / np.abs(weights).max() == pytest.approx(rms, abs=0.0006)


def test_a_stuck_device_is_read_as_one_programmed_there() -> None:
    """Its share of 1/f noise is that of the conductance at which it is stuck."""
    found = device("pcm-nandakumar")
    pairs = to_pairs(np.zeros((200, 2), np.float32), "differential", w_max=1.0)
    held = program_devices(
        pairs,
        found,
        age_s=DAY,
        compensated=False,
        apply_faults=lambda fractions, _generator: np.ones_like(fractions),
        seed=0,
        layer=0,
        draw=0,
    )
    assert held.read_variance is not None
    np.testing.assert_allclose(np.sqrt(held.read_variance / 2), 0.044764, rtol=1e-3)


def test_read_noise_of_the_programmed_conductance_is_read_noise() -> None:
    model = model_for(InternalNoise(device="pcm-nandakumar"))
    assert model is not None and Conditions(device=device("pcm-nandakumar")).has_read_noise
    assert not Conditions(device=device("pcm-joshi")).has_read_noise
