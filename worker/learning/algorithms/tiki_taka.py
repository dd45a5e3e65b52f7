"""Tiki-Taka: gradients on a fast array, which leaks to its symmetry point; its rows go to a slow array, one now and then.

T. Gokmen and W. Haensch, "Algorithm for training neural networks on resistive device arrays", Front. Neurosci. 14, 103 (2020).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.learning.algorithms.learner import Learner, Pulsed, Rule, State
from worker.learning.devices.array import DeviceArray, Mapping
from worker.learning.devices.device import PulsedDevice
from worker.learning.tools.place import Place
from worker.learning.updates.stochastic import Stochastic
from worker.learning.updates.update import Update


@dataclass(frozen=True)
class TikiTaka(Rule):
    """Two arrays, A for gradients and C for weights."""

    every: int = 1
    """Updates of A from one transfer to the next, of one row each, in turn."""
    transfer_rate: float = 1.0
    """C += rate x transfer_rate x (row of A)."""
    share_of_fast: float = 0.0
    """gamma: the network uses C + gamma A."""
    fast_scale: float | None = None
    """Scale of A's weights; None: that of C."""
    pulses: Update = field(default_factory=Stochastic)
    transfer_pulses: Update = field(default_factory=Stochastic)

    def learner(self, device: PulsedDevice, shape: tuple[int, int], place: Place, mapping: Mapping) -> Learner:
        """Return both arrays as they learn."""
        return TikiTakaLearner(self, device, shape, place, mapping)


class TikiTakaLearner(Learner):
    """Two arrays of the same kind of device."""

    def __init__(self, rule: TikiTaka, device: PulsedDevice, shape: tuple[int, int], place: Place, mapping: Mapping) -> None:
        """Draw the devices of both."""
        fast_place, fast_mapping = replace(place, part=place.part + 1), replace(mapping, scale=rule.fast_scale or mapping.scale)
        self._rule = rule
        self._slow = Pulsed(rule.transfer_pulses, DeviceArray(device, shape, place, mapping), place)
        self._fast = Pulsed(rule.pulses, DeviceArray(device, shape, fast_place, fast_mapping), fast_place)
        self._updates = 0
        self._sum = self._slow.array.weights.copy() if rule.share_of_fast else None
        self._shown = self._slow.array.weights if self._sum is None else self._sum.view()
        self._shown.flags.writeable = False

    @property
    def weights(self) -> Floats:
        """C + gamma A."""
        return self._shown

    def program(self, weights: Floats) -> None:
        """Set C, and A to 0."""
        self._slow.array.program(weights)
        self._fast.array.program(np.zeros_like(weights))
        self._add()

    def learn(self, x: Floats, delta: Floats, rate: float) -> None:
        """Give A its pulses, and C those of a transfer if it is time."""
        self._fast.learn(x, delta, rate)
        self._updates += 1
        if self._updates % self._rule.every == 0:
            row = (self._updates // self._rule.every - 1) % len(self._shown)
            only = np.zeros(len(self._shown), np.float32)
            only[row] = 1
            self._slow.learn(only, -self._fast.array.weights[row], rate * self._rule.transfer_rate)
        self._add()

    def arrays(self) -> dict[str, DeviceArray]:
        """Return C and A."""
        return {"weights": self._slow.array, "fast": self._fast.array}

    def state(self) -> State:
        """Return that of both arrays and their trains."""
        words = {"words": self._slow.words(), "fast_words": self._fast.words()}
        return {**super().state(), **words, "updates": np.array(self._updates, np.int64)}

    def restore(self, state: State) -> None:
        """Go on where `state` was taken."""
        super().restore(state)
        self._slow.go_on(state["words"])
        self._fast.go_on(state["fast_words"])
        self._updates = int(state["updates"].item())
        self._add()

    def _add(self) -> None:
        if self._sum is not None:
            np.multiply(self._fast.array.weights, np.float32(self._rule.share_of_fast), out=self._sum)
            self._sum += self._slow.array.weights
