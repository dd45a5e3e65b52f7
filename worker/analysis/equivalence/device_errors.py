"""Errors of the weights of one layer that its device makes, for tools that do not have the device."""

from __future__ import annotations

from backend.schemas.setting import Crossbar, InternalNoise, Setting
from worker.analysis.equivalence.weights import weight_errors
from worker.crossbar import Conditions, Simulator
from worker.translate.conditions import conditions

CHIPS = 4
"""Simulated chips on which errors are measured: means over thousands of weights."""
OF_A_DEVICE = ("device", "age_s", "drift_compensation", "clip")
"""Fields of internal noise that are part of a device's own errors."""


def device_errors(setting: Setting, index: int, simulator: Simulator) -> tuple[float, float]:
    """Return the errors of a layer's weights and of a read that its device makes, as fractions of max |w|.

    Both are root mean squares, over chips and weights, without any other part of the setting. Raises DeviceError.
    """
    noise = InternalNoise(**{name: getattr(setting.internal_noise, name) for name in OF_A_DEVICE})
    noisy = conditions(Setting(internal_noise=noise, crossbar=Crossbar(device_levels=setting.crossbar.device_levels)))
    ideal = simulator.program(Conditions(), seed=0, draw=0)
    found = weight_errors(ideal, [simulator.program(noisy, seed=0, draw=draw) for draw in range(CHIPS)])[index]
    return found.root_mean_square, found.read
