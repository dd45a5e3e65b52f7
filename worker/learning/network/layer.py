"""One layer with weights, as it learns or stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.learning.algorithms.build import build
from worker.learning.algorithms.learner import Learner, State
from worker.learning.devices.array import Mapping
from worker.learning.network.noise import BACKWARD, EVALUATION, FORWARD, ReadPool
from worker.learning.network.reads import Reader
from worker.learning.network.settings import Settings
from worker.learning.tools.place import Place


class LearningLayer:
    """The weights (m, p) of a layer on devices, its digital biases (p,), and its reads in both directions."""

    def __init__(self, weights: Floats, bias: Floats, settings: Settings, place: Place, *, learns: bool) -> None:
        """Draw the devices and set them to `weights`; `bias` is changed in place. One that does not learn has devices, too."""
        window = settings.window_of(place.layer)
        mapping = Mapping(window, reference_error=settings.reference_error)
        self.learner: Learner = build(settings.rule, settings.device, weights, place, mapping, cycles=settings.zero_shifting)
        self.learns = learns
        self.weights = self.learner.weights
        """The weights that are read: always the same array, current."""
        self.bias = bias
        self._settings, self._place, self._window = settings, place, window
        self.forward = self._reader(FORWARD)
        self.backward = self._reader(BACKWARD, rows=True)

    def reader_of_tests(self) -> Reader:
        """Return a reader of columns with the noise of test images, from its beginning."""
        return self._reader(EVALUATION)

    def update(self, inputs: Floats, gradient: Floats, rate: float) -> None:
        """Learn from reads with inputs (m,) or (m, n) and the gradient of their outputs (p,) or (p, n)."""
        if not self.learns:
            return
        self.learner.update(inputs, gradient, rate)
        self.bias -= np.float32(rate) * (gradient if gradient.ndim == 1 else gradient.sum(axis=1))

    def state(self) -> State:
        """Return copies of all that changes, by name."""
        kept: State = {"bias": self.bias.copy()}
        kept.update((name, reader.pool.state()) for name, reader in self._readers())
        return {**kept, **self.learner.state()}

    def restore(self, state: State) -> None:
        """Go on where `state` was taken, with the same bits."""
        self.bias[...] = state["bias"]
        for name, reader in self._readers():
            reader.pool.restore(state[name].astype(np.int64))
        self.learner.restore(state)

    def _readers(self) -> Iterator[tuple[str, Reader]]:
        yield "forward", self.forward
        yield "backward", self.backward

    def _reader(self, part: int, *, rows: bool = False) -> Reader:
        pool = ReadPool(replace(self._place, part=part))
        return Reader(self.weights, self._window, self._settings.reads, pool, rows=rows)
