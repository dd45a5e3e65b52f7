"""Stochastic gradient descent on one array: pulses for every sample."""

from __future__ import annotations

from dataclasses import dataclass, field

from worker.crossbar.tools.arrays import Floats
from worker.learning.algorithms.learner import Learner, Pulsed, Rule, State
from worker.learning.devices.array import DeviceArray, Mapping
from worker.learning.devices.device import PulsedDevice
from worker.learning.tools.place import Place
from worker.learning.updates.stochastic import Stochastic
from worker.learning.updates.update import Update


@dataclass(frozen=True)
class SGD(Rule):
    """Plain stochastic gradient descent."""

    pulses: Update = field(default_factory=Stochastic)

    def learner(self, device: PulsedDevice, shape: tuple[int, int], place: Place, mapping: Mapping) -> Learner:
        """Return the array as it learns."""
        return SGDLearner(self, device, shape, place, mapping)


class SGDLearner(Learner):
    """One array."""

    def __init__(self, rule: SGD, device: PulsedDevice, shape: tuple[int, int], place: Place, mapping: Mapping) -> None:
        """Draw the devices."""
        self._pulsed = Pulsed(rule.pulses, DeviceArray(device, shape, place, mapping), place)

    @property
    def weights(self) -> Floats:
        """The weights of the array."""
        return self._pulsed.array.weights

    def program(self, weights: Floats) -> None:
        """Set the array."""
        self._pulsed.array.program(weights)

    def learn(self, x: Floats, delta: Floats, rate: float) -> None:
        """Give the array its pulses."""
        self._pulsed.learn(x, delta, rate)

    def arrays(self) -> dict[str, DeviceArray]:
        """Return the one array."""
        return {"weights": self._pulsed.array}

    def state(self) -> State:
        """Return that of the array and of its trains."""
        return {**super().state(), "words": self._pulsed.words()}

    def restore(self, state: State) -> None:
        """Go on where `state` was taken."""
        super().restore(state)
        self._pulsed.go_on(state["words"])
