"""The patches of images that a convolution kernel is multiplied with, stored with few copies.

Neighbouring patches share most of their values. Stored by column of positions, a patch is one contiguous piece of memory that
begins one row after the patch above it; only horizontal neighbours are copies of each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch


@dataclass(frozen=True, eq=False)
class Patches:
    """The patches of some rows of images, in the order in which max-pooling takes them.

    First come all positions that are the first of their pool x pool window, then all second ones, and so on, each time in rows
    of windows: the largest value of each window is then the element-wise maximum of pool^2 long arrays. For a pool of 1 this is
    the natural order, row by row.
    """

    values: Floats
    """The values, contiguous: (columns of positions, rows of values, width * channels, n)."""
    height: int
    """Number of rows of the kernel."""
    pool: int = 1
    """Size of the pooling windows; 1 without pooling."""

    @classmethod
    def of(cls, values: Floats, kernel: tuple[int, int], pool: int, scratch: Scratch) -> Patches:
        """Return the patches of values (rows, columns, channels, n) for a kernel (height, width) and a pooling size.

        They are stored in the scratch: use them before the next patches are made.
        """
        height, width = kernel
        rows, columns, channels, count = values.shape
        positions_across = (columns - width + 1) // pool * pool
        stored = scratch.floats("patches", positions_across, rows, width, channels, count)
        by_column = values.transpose(1, 0, 2, 3)
        for offset in range(width):
            stored[:, :, offset] = by_column[offset : offset + positions_across]
        return cls(stored.reshape(positions_across, rows, width * channels, count), height, pool)

    @property
    def windows(self) -> Floats:
        """The patches: a read-only view (pool, pool, rows of windows, columns of windows, m, n), m in the kernel's order."""
        columns, rows, values, count = self.values.shape
        column, row, value, image = self.values.strides
        pool = self.pool
        shape = (pool, pool, (rows - self.height + 1) // pool, columns // pool, self.height * values, count)
        return np.ndarray(shape, np.float32, self.values, 0, (row, column, row * pool, column * pool, value, image))

    def squared(self, scratch: Scratch) -> Patches:
        """Return the patches of the squared values, stored in the scratch."""
        squares = np.square(self.values, out=scratch.floats("patches, squared", *self.values.shape))
        return Patches(squares, self.height, self.pool)
