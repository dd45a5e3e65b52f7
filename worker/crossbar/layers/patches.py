"""The patches of images that a convolution kernel is multiplied with, stored with few copies.

Neighbouring patches share most of their values. Stored by column of positions, a patch is one contiguous piece of memory that
begins one row (one stride) after the patch above it; only horizontal neighbours are copies of each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import as_strided

from worker.crossbar.layers.window import Window
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
    """The values: (columns of positions, rows of values, width * channels, n), contiguous unless each pixel is a patch."""
    height: int
    """Number of rows of the kernel."""
    pool: int = 1
    """Size of the pooling windows; 1 without pooling."""
    step: int = 1
    """Stored rows of values from one position to the one below it."""

    @classmethod
    def of(cls, values: Floats, kernel: Window, pool: int, scratch: Scratch) -> Patches:
        """Return the patches of values (rows, columns, channels, n) for a kernel and a pooling size.

        They are stored in the scratch: use them before the next patches are made.
        """
        rows, columns, channels, count = values.shape
        if (kernel.height, kernel.width) == (1, 1) and values[0, 0].flags.c_contiguous:
            # Each pixel is a patch already.
            across = (columns - 1) // kernel.strides[1] + 1
            by_place = values.transpose(1, 0, 2, 3)[: (across // pool * pool - 1) * kernel.strides[1] + 1 : kernel.strides[1]]
            return cls(by_place if across >= pool else by_place[:0], 1, pool, kernel.strides[0])
        down, across = kernel.places(rows, columns)
        positions_across = across // pool * pool
        (by_row, by_column), (_, apart) = kernel.strides, kernel.dilation
        # Only where neighbours share no rows, or their rows do not lie together, is each patch stored on its own.
        shared = kernel.dilation[0] == 1 and (kernel.height > by_row or by_row == 1)
        kept, step = (rows, by_row) if shared else (down * kernel.height, kernel.height)
        stored = scratch.floats("patches", positions_across, kept, kernel.width, channels, count)
        by_place = values.transpose(1, 0, 2, 3)
        ends = (positions_across - 1) * by_column + 1
        for offset in range(kernel.width):
            seen = by_place[offset * apart : offset * apart + ends : by_column]
            if shared:
                stored[:, :, offset] = seen
                continue
            for row in range(kernel.height):
                top = row * kernel.dilation[0]
                stored[:, row :: kernel.height, offset] = seen[:, top : top + (down - 1) * by_row + 1 : by_row]
        return cls(stored.reshape(positions_across, kept, kernel.width * channels, count), kernel.height, pool, step)

    @property
    def windows(self) -> Floats:
        """The patches: a read-only view (pool, pool, rows of windows, columns of windows, m, n), m in the kernel's order."""
        columns, rows, values, count = self.values.shape
        column, row, value, image = self.values.strides
        pool, below = self.pool, row * self.step
        down = (rows - self.height) // self.step + 1
        shape = (pool, pool, down // pool, columns // pool, self.height * values, count)
        strides = (below, column, below * pool, column * pool, value, image)
        if self.values.flags.c_contiguous:
            return np.ndarray(shape, self.values.dtype, self.values, 0, strides)
        return as_strided(self.values, shape, strides, writeable=False)

    def squared(self, scratch: Scratch) -> Patches:
        """Return the patches of the squared values, stored in the scratch."""
        squares = np.square(self.values, out=scratch.floats("patches, squared", *self.values.shape))
        return replace(self, values=squares)
