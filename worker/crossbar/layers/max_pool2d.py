"""Max-pooling of images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class MaxPool2D(Layer):
    """The largest value of every window of `size` x `size` pixels.

    The stride is `size` too; a remainder at the border is dropped.
    """

    size: int = 2

    kind: ClassVar[str] = "max_pool2d"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return images (height // size, width // size, channels, n) for images (height, width, channels, n)."""
        return max_pool(values, self.size)


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
