"""The devices of an array, drawn once for a chip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose
from worker.learning.devices.device import PulsedDevice
from worker.learning.tools.place import Place

NARROWEST = 0.1
"""Smallest window of a device, as a share of the nominal one: ends that are drawn nearer are moved apart."""
FEWEST = 0.05
"""Smallest step of a device, as a share of the nominal one."""


@dataclass(frozen=True)
class Drawn:
    """Parameters of count devices, each of shape (count,), or (1,) if all devices are alike."""

    step_up: Floats
    step_down: Floats
    low: Floats
    high: Floats
    stuck: NDArray[np.intp]
    """Indices of the devices that no pulse moves, ascending."""
    stuck_at: Floats
    """Their conductances."""


def draw(device: PulsedDevice, count: int, place: Place) -> Drawn:
    """Return the parameters of `count` devices of a kind. Every device uses the same numbers whatever the spreads are."""
    generator = place.stream(Purpose.PULSED_DEVICES)
    spread = device.spread_step or device.spread_asymmetry or device.spread_symmetry or device.spread_bounds
    numbers = generator.standard_normal((5, count), np.float32) if spread else np.zeros((5, 1), np.float32)
    low = device.spread_symmetry * numbers[2] + device.spread_bounds * numbers[3]
    high = 1 + device.spread_symmetry * numbers[2] + device.spread_bounds * numbers[4]
    lacking = np.maximum(NARROWEST - (high - low), 0) / 2
    step = device.step * np.maximum(1 + device.spread_step * numbers[0], FEWEST)
    asymmetry = np.clip(device.asymmetry + device.spread_asymmetry * numbers[1], -1, 1)
    low, high = low - lacking, high + lacking
    chance = place.stream(Purpose.PULSED_DEVICES, block=1)
    stuck = np.flatnonzero(chance.random(count, np.float32) < device.stuck) if device.stuck else np.zeros(0, np.intp)
    where = chance.random(count, np.float32)[stuck] if device.stuck else np.zeros(0, np.float32)
    begin, end = (np.broadcast_to(bound, (count,))[stuck] for bound in (low, high))
    return Drawn(
        step_up=_floats(step * (1 + asymmetry)),
        step_down=_floats(step * (1 - asymmetry)),
        low=_floats(low),
        high=_floats(high),
        stuck=stuck,
        stuck_at=_floats(begin + where * (end - begin)),
    )


def _floats(values: NDArray[np.floating]) -> Floats:
    return np.asarray(values, np.float32)
