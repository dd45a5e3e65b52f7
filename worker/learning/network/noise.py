"""Numbers for the noise of reads while a network learns, whose place in their stream can be kept."""

from __future__ import annotations

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Purpose, normals
from worker.learning.tools.place import Place
from worker.learning.tools.pools import Pool

FORWARD, BACKWARD, EVALUATION = 0, 1, 2
"""Parts of a layer's place: reads of columns, of rows, and those of test images, which change nothing of the others."""


class ReadPool(Pool[np.float32]):
    """Standard normal numbers (float32) for one layer and one kind of read."""

    def __init__(self, place: Place) -> None:
        """Stand at the beginning."""
        super().__init__(place, Purpose.LEARNING_READS)
        self._scratch = Scratch()

    def _draw(self, generator: np.random.Generator, count: int) -> Floats:
        return normals(generator, (count,), self._scratch)
