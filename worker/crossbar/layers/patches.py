"""What a kernel sees at its places, most of it in memory once.

Neighbouring patches share most of their values. Held column of places by column, a patch is one whole piece of
memory that begins a row after the patch above it, and only neighbours in a row are copies of each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch


@dataclass(frozen=True, eq=False)
class Patches:
    """Patches of some rows of the images, in the order in which pooling takes them.

    First all places that are the first of their pool x pool window, then all second ones, and so on, each time row
    of windows by row: the largest of each window is then the largest of pool^2 long pieces of memory. With a pool
    of 1 that is place by place, row by row.
    """

    held: Floats
    """(columns of places, rows of values, width * channels, n), contiguous."""
    height: int
    """Rows of the kernel."""
    pool: int = 1

    @classmethod
    def of(cls, values: Floats, kernel: tuple[int, int], pool: int, scratch: Scratch) -> Patches:
        """Of values (rows, columns, channels, n), for a kernel (height, width). They lie in the scratch."""
        height, width = kernel
        rows, columns, channels, count = values.shape
        across = (columns - width + 1) // pool * pool
        held = scratch.floats("patches", across, rows, width, channels, count)
        by_column = values.transpose(1, 0, 2, 3)
        for right in range(width):
            held[:, :, right] = by_column[right : right + across]
        return cls(held.reshape(across, rows, width * channels, count), height, pool)

    @property
    def each(self) -> Floats:
        """(pool, pool, rows of windows, columns of windows, m, n), m in the order of the kernel: to be read only."""
        columns, rows, values, count = self.held.shape
        column, row, value, image = self.held.strides
        pool = self.pool
        shape = (pool, pool, (rows - self.height + 1) // pool, columns // pool, self.height * values, count)
        return np.ndarray(shape, np.float32, self.held, 0, (row, column, row * pool, column * pool, value, image))

    def squared(self, scratch: Scratch) -> Patches:
        """Of the squares of the same values. They lie in the scratch."""
        squares = np.square(self.held, out=scratch.floats("patches, squared", *self.held.shape))
        return Patches(squares, self.height, self.pool)
