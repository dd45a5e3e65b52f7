"""A training: images in an order of their own in every epoch, stopped and resumed after any batch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, stream
from worker.learning.algorithms.learner import State
from worker.learning.network.learning_network import LearningNetwork


class Training:
    """A network, what it learns, and how far it is."""

    def __init__(self, network: LearningNetwork, images: Floats, labels: NDArray[np.int64], *, seed: int, draw: int = 0) -> None:
        """Begin with images (n, height, width, channels), float32, and labels (n,), in the order of this seed and draw."""
        self.network = network
        self._images, self._labels = images, labels
        self._seed, self._draw = seed, draw
        self.samples = 0
        """Images that were learned from so far, in all epochs."""
        self._counted, self._losses, self._correct = 0, 0.0, 0

    @property
    def images_of_epoch(self) -> int:
        """Number of images of an epoch."""
        return len(self._images)

    def advance(self, until: int) -> None:
        """Learn from one batch after another until so many images were shown, all epochs counted; at least so many."""
        size, settings = len(self._images), self.network.settings
        while self.samples < until:
            epoch, first = divmod(self.samples, size)
            order = self._order(epoch)
            rate = settings.rate * settings.rate_of_epoch**epoch
            last = min(size, first + until - self.samples)
            for start in range(first, last, settings.batch):
                chosen = order[start : start + settings.batch]
                loss, correct = self.network.learn(self._images[chosen], self._labels[chosen], rate)
                self.samples += len(chosen)
                self._counted += len(chosen)
                self._losses += loss
                self._correct += correct

    def take_losses(self) -> tuple[int, float, int]:
        """Return how many images were learned from, the sum of their losses before, and how many of them were right.

        The counts then begin anew.
        """
        found = self._counted, self._losses, self._correct
        self._counted, self._losses, self._correct = 0, 0.0, 0
        return found

    def state(self) -> State:
        """Return copies of all that changes, by name: what `numpy.savez` can write."""
        counts = np.array([self.samples, self._counted, self._correct], np.int64)
        own: State = {"counts": counts, "losses": np.array(self._losses)}
        return {**own, **{f"network.{key}": value for key, value in self.network.state().items()}}

    def restore(self, state: State) -> None:
        """Go on where `state` was taken, with the same bits; this training was built alike."""
        self.samples, self._counted, self._correct = (int(count) for count in state["counts"].astype(np.int64))
        self._losses = float(state["losses"].item())
        start = "network."
        self.network.restore({key.removeprefix(start): value for key, value in state.items() if key.startswith(start)})

    def _order(self, epoch: int) -> NDArray[np.intp]:
        return stream(self._seed, Purpose.SAMPLES, draw=self._draw, block=epoch).permutation(len(self._images))
