"""Max-pooling of images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer
from worker.crossbar.layers.window import Padding, Pair, Window, pair
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class MaxPool2D(Layer):
    """The largest value of every window of `size` pixels, which moves by `strides`: by its size if that is None.

    A remainder at the border is dropped. With padding, windows reach over the border; what lies outside is never the largest.
    """

    size: int | Pair = 2
    strides: int | Pair | None = None
    padding: Padding = "valid"

    kind: ClassVar[str] = "max_pool2d"

    @property
    def square(self) -> int | None:
        """The size of square windows side by side, without padding; None for all others."""
        down, across = pair(self.size)
        alone = self.padding == "valid" and (self.strides is None or pair(self.strides) == (down, across))
        return down if alone and down == across else None

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return images (rows of windows, columns of windows, channels, n) for images (height, width, channels, n)."""
        if self.square is not None:
            return max_pool(values, self.square)
        window = Window(*pair(self.size), pair(self.strides or self.size))
        seen = window.seen(window.padded(values, self.padding, -np.inf))
        result = np.empty(seen[0].shape, np.float32)
        elementwise_maximum(seen, result)
        return result


def max_pool(values: Floats, size: int) -> Floats:
    """Return the largest value of each size x size window of images (height, width, channels, n).

    The shape of the result is (height // size, width // size, channels, n).
    """
    *chips, rows, columns, channels, count = values.shape
    result = np.empty((*chips, rows // size, columns // size, channels, count), np.float32)
    rows, columns = rows // size * size, columns // size * size
    windows = [values[..., down:rows:size, right:columns:size, :, :] for down in range(size) for right in range(size)]
    elementwise_maximum(windows, result)
    return result


def elementwise_maximum(arrays: list[Floats], out: Floats) -> None:
    """Write the element-wise maximum of several arrays of one shape to `out`."""
    if len(arrays) == 1:
        out[...] = arrays[0]
        return
    np.maximum(arrays[0], arrays[1], out=out)
    for array in arrays[2:]:
        np.maximum(out, array, out=out)
