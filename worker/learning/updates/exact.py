"""Updates without pulses: what the algorithm asks for, along the law of the device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.learning.devices.array import DeviceArray
from worker.learning.tools.pools import WordPool
from worker.learning.updates.update import Update


@dataclass(frozen=True)
class Exact(Update):
    """Real numbers of steps, without noise. On ideal devices of scale 1 it is w -= x (rate delta)^T in float32, bit for bit."""

    def apply(self, array: DeviceArray, x: Floats, delta: Floats, rate: float, words: WordPool) -> None:
        """Move the devices of all rows and columns that are not 0."""
        rows, columns = np.flatnonzero(x), np.flatnonzero(delta)
        changes = np.multiply.outer(x[rows], np.float32(-rate) * delta[columns])
        array.move(np.add.outer(rows * array.shape[1], columns).reshape(-1), changes.reshape(-1))
