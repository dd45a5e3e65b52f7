"""Random numbers drawn in bulk, one block of a stream after another; where a pool stands is two integers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Purpose, normals
from worker.learning.tools.place import Place

SIZE = 1 << 16
"""Numbers of a block. Which number a request is given depends on it: it cannot be tuned."""
Number = TypeVar("Number", bound=np.generic)


class Pool(ABC, Generic[Number]):
    """Numbers of one stream, in the order of the requests. A request never spans two blocks; what is left of one is dropped.

    A request of more than a block is given a block of its own length, and uses it up.
    """

    def __init__(self, place: Place, purpose: Purpose) -> None:
        """Stand at the beginning of the stream, with nothing drawn yet."""
        self._place, self._purpose = place, purpose
        self._block, self._used = -1, SIZE
        self._numbers: NDArray[Number] | None = None

    def take(self, count: int) -> NDArray[Number]:
        """Return the next `count` numbers; valid until the next call."""
        begins = self._used
        if begins + count > SIZE:
            self._block, begins = self._block + 1, 0
            self._numbers = None
        if self._numbers is None:
            self._numbers = self._draw(self._place.stream(self._purpose, self._block), max(SIZE, count))
        self._used = begins + count
        return self._numbers[begins : self._used]

    def state(self) -> NDArray[np.int64]:
        """Return where the pool stands: the number of the block, and how many of its numbers are used."""
        return np.array([self._block, self._used], np.int64)

    def restore(self, state: NDArray[np.int64]) -> None:
        """Stand where `state` was taken."""
        self._block, self._used = (int(number) for number in state)
        self._numbers = None

    @abstractmethod
    def _draw(self, generator: np.random.Generator, count: int) -> NDArray[Number]:
        """Return the first `count` numbers of a block's stream; fewer are the first ones of more."""


class NormalPool(Pool[np.float32]):
    """Standard normal numbers (float32), as `worker.crossbar.tools.streams.normals` draws them."""

    def __init__(self, place: Place) -> None:
        """Stand at the beginning of the write noise of an array."""
        super().__init__(place, Purpose.WRITE_NOISE)
        self._scratch = Scratch()

    def _draw(self, generator: np.random.Generator, count: int) -> Floats:
        return normals(generator, (count,), self._scratch)


class WordPool(Pool[np.uint32]):
    """Words of 32 random bits."""

    def __init__(self, place: Place) -> None:
        """Stand at the beginning of the pulse trains of an array."""
        super().__init__(place, Purpose.PULSE_TRAINS)

    def _draw(self, generator: np.random.Generator, count: int) -> NDArray[np.uint32]:
        return generator.bit_generator.random_raw(-(-count // 2)).view(np.uint32)[:count]
