"""What every algorithm is to the layer that learns with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.learning.devices.array import DeviceArray, Mapping
from worker.learning.devices.device import PulsedDevice
from worker.learning.tools.place import Place
from worker.learning.tools.pools import WordPool
from worker.learning.updates.update import Update

State = dict[str, NDArray[np.generic]]


class Pulses(NamedTuple):
    """Pulses that devices have had."""

    up: int
    down: int


class Learner(ABC):
    """The weights (m, p) of a layer on devices, and how they learn."""

    @property
    @abstractmethod
    def weights(self) -> Floats:
        """The weights that inputs are multiplied with, float32 (m, p): always the same read-only array, current."""

    @abstractmethod
    def program(self, weights: Floats) -> None:
        """Set the weights (m, p), as far as the windows of the devices reach."""

    @abstractmethod
    def learn(self, x: Floats, delta: Floats, rate: float) -> None:
        """Change the weights by about -rate x delta^T for one sample: x (m,), delta (p,)."""

    @abstractmethod
    def arrays(self) -> dict[str, DeviceArray]:
        """Return the arrays of devices by name, that of the weights first."""

    def update(self, x: Floats, delta: Floats, rate: float) -> None:
        """Learn from one sample, x (m,) and delta (p,), or one after another from those of a batch, x (m, n) and delta (p, n)."""
        if x.ndim == 1:
            self.learn(x, delta, rate)
        else:
            for sample, gradient in zip(np.ascontiguousarray(x.T), np.ascontiguousarray(delta.T), strict=True):
                self.learn(sample, gradient, rate)

    @property
    def pulses(self) -> Pulses:
        """Pulses of all arrays so far."""
        counts = [array.pulses for array in self.arrays().values()]
        return Pulses(*(sum(int(count[direction]) for count in counts) for direction in (0, 1)))

    def state(self) -> State:
        """Return copies of all that changes, by name."""
        return {f"{name}.{key}": value for name, array in self.arrays().items() for key, value in array.state().items()}

    def restore(self, state: State) -> None:
        """Go on where `state` was taken, with the same bits; this learner was built alike."""
        for name, array in self.arrays().items():
            array.restore({key: state[f"{name}.{key}"] for key in array.state()})


class Rule(ABC):
    """Settings of an algorithm."""

    @abstractmethod
    def learner(self, device: PulsedDevice, shape: tuple[int, int], place: Place, mapping: Mapping) -> Learner:
        """Return weights 0 on devices (m, p) of a kind, which learn by this rule."""


class Pulsed:
    """An array and the trains that move it, always of the same stream."""

    def __init__(self, update: Update, array: DeviceArray, place: Place) -> None:
        """Begin the stream of trains of an array."""
        self.array, self._update, self._words = array, update, WordPool(place)

    def learn(self, x: Floats, delta: Floats, rate: float) -> None:
        """Change the weights by about -rate x delta^T."""
        self._update.apply(self.array, x, delta, rate, self._words)

    def words(self) -> NDArray[np.int64]:
        """Return where the trains stand."""
        return self._words.state()

    def go_on(self, words: NDArray[np.generic]) -> None:
        """Stand where `words` says."""
        self._words.restore(words.astype(np.int64))
