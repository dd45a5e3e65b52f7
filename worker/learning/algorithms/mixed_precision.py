"""Mixed precision: gradients are gathered in digital memory; a device has pulses when a whole step is there.

S. R. Nandakumar et al., "Mixed-precision deep learning based on computational memory", Front. Neurosci. 14, 406 (2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.learning.algorithms.learner import Learner, Rule, State
from worker.learning.devices.array import DeviceArray, Mapping
from worker.learning.devices.device import PulsedDevice
from worker.learning.tools.place import Place


@dataclass(frozen=True)
class MixedPrecision(Rule):
    """An array, and a number of float32 beside each of its devices."""

    threshold: float = 1.0
    """Pulses come when so many nominal steps are gathered; each pulse stands for so much."""

    def learner(self, device: PulsedDevice, shape: tuple[int, int], place: Place, mapping: Mapping) -> Learner:
        """Return array and memory as they learn."""
        return MixedPrecisionLearner(self, device, shape, place, mapping)


class MixedPrecisionLearner(Learner):
    """An array and its digital memory chi (m, p), in weights."""

    def __init__(
        self, rule: MixedPrecision, device: PulsedDevice, shape: tuple[int, int], place: Place, mapping: Mapping
    ) -> None:
        """Draw the devices; the memory is empty."""
        self._array = DeviceArray(device, shape, place, mapping)
        self._memory = np.zeros(shape, np.float32)
        self._whole = np.float32(rule.threshold * self._array.step)

    @property
    def weights(self) -> Floats:
        """The weights of the array."""
        return self._array.weights

    def program(self, weights: Floats) -> None:
        """Set the array, and empty the memory."""
        self._array.program(weights)
        self._memory[...] = 0

    def learn(self, x: Floats, delta: Floats, rate: float) -> None:
        """Gather -rate x delta^T; give pulses for what is whole."""
        rows = np.flatnonzero(x)
        gathered = self._memory[rows]
        gathered += np.multiply.outer(x[rows], np.float32(-rate) * delta)
        full = np.flatnonzero((np.abs(gathered) >= self._whole).reshape(-1))
        if len(full):
            flat = gathered.reshape(-1)
            counts = np.trunc(flat[full] / self._whole)
            flat[full] -= counts * self._whole
            row, column = np.divmod(full, len(delta))
            self._array.pulse(rows[row] * len(delta) + column, counts)
        self._memory[rows] = gathered

    def arrays(self) -> dict[str, DeviceArray]:
        """Return the one array."""
        return {"weights": self._array}

    def state(self) -> State:
        """Return that of the array, and the memory."""
        return {**super().state(), "memory": self._memory.copy()}

    def restore(self, state: State) -> None:
        """Go on where `state` was taken."""
        super().restore(state)
        self._memory[...] = state["memory"]
