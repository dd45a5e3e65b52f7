"""The physical floor against numbers worked out by hand."""

from __future__ import annotations

import pytest

from backend.devices import model_for
from backend.schemas.setting import Setting
from worker.analysis.equivalence.floor import currents, floor_for, floor_of, window
from worker.crossbar import Conditions, Dense, Network
from worker.crossbar.simulate.simulator import Simulator


def test_currents_are_johnsons_and_schottkys() -> None:
    """100 uS at 300 K and 5 MHz: sqrt(4 k T G f) = 2.878 nA; 10 uA: sqrt(2 q I f) = 4.003 nA."""
    thermal, shot = currents(1e-4, voltage_v=0.1, bandwidth_hz=5e6, temperature_k=300)
    assert thermal == pytest.approx(2.878e-9, rel=1e-3) and shot == pytest.approx(4.003e-9, rel=1e-3)


def test_a_floor_is_a_share_of_the_largest_weights_current() -> None:
    found = floor_of(g_max_s=1e-4, g_min_s=0, voltage_v=0.1, bandwidth_hz=5e6, temperature_k=300, noise=0.05)
    assert found.floor == pytest.approx((2.878e-9**2 + 4.003e-9**2) ** 0.5 / 1e-5, rel=1e-3)
    assert found.ratio == pytest.approx(0.05 / found.floor) and "times as much" in found.sentence
    half = floor_of(g_max_s=1e-4, g_min_s=5e-5, voltage_v=0.1, bandwidth_hz=5e6, temperature_k=300, noise=1e-6)
    assert half.floor == pytest.approx(2 * found.floor) and "no device can reach" in half.sentence
    still = floor_of(g_max_s=1e-4, g_min_s=0, voltage_v=0.1, bandwidth_hz=5e6, temperature_k=300, noise=0)
    assert still.ratio is None and "no other noise" in still.sentence


def test_the_engines_floor_is_the_same() -> None:
    """One weight at w_max whose input is the layer's largest."""
    import numpy as np

    network = Network((Dense(np.ones((1, 1), np.float32), np.zeros(1, np.float32), "linear"),), (1, 1, 1))
    ones = np.ones((4000, 1, 1, 1), np.float32)
    simulator = Simulator(network, ones, np.zeros(4000, np.int64), calibration_images=ones)
    noisy = simulator.logits(Conditions(floor=True), seed=0, draw=0)
    expected = floor_for(Setting(), None, 0.0).floor
    assert noisy.std() == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({}, (0, 1e-4)),
        ({"crossbar": {"g_max_us": 20.0, "on_off_ratio": 10.0}}, (2e-6, 2e-5)),
        ({"internal_noise": {"device": "reram-milo"}}, (5e-5, 2.25e-4)),
        # 1600 nA at 0.1 V.
        ({"internal_noise": {"device": "sonos-2022"}}, (0, 1.6e-5)),
        ({"internal_noise": {"device": "ecram"}}, (0, 1e-4)),
    ],
)
def test_a_window_is_the_settings_or_the_devices(setting: dict[str, object], expected: tuple[float, float]) -> None:
    asked = Setting.model_validate(setting)
    assert window(asked, model_for(asked.internal_noise)) == pytest.approx(expected)
