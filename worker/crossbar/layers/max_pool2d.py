"""Max-pooling of images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer, Seen
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
    def window(self) -> Window:
        """The size and the steps of the windows."""
        return Window(*pair(self.size), pair(self.strides or self.size))

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
        seen = self.window.seen(self.window.padded(values, self.padding, -np.inf))
        result = np.empty(seen[0].shape, values.dtype)
        elementwise_maximum(seen, result)
        return result

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient at the largest value of each window, the first of several in rows, and 0 elsewhere."""
        (values,), window = seen.values, self.window
        pixels = window.seen(window.padded(values, self.padding, -np.inf))
        return (window.put_back(of_largest(gradient, pixels, seen.outputs), values.shape, self.padding, gradient.dtype),)


def max_pool(values: Floats, size: int) -> Floats:
    """Return the largest value of each size x size window of images (height, width, channels, n).

    The shape of the result is (height // size, width // size, channels, n).
    """
    *chips, rows, columns, channels, count = values.shape
    result = np.empty((*chips, rows // size, columns // size, channels, count), values.dtype)
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


def of_largest(gradient: Floats, arrays: Sequence[Floats], largest: Floats) -> Iterator[Floats]:
    """Yield the gradient with respect to each of several arrays of one shape, for that of their element-wise maximum.

    It is that of the first one that is the largest.
    """
    left = gradient
    for array in arrays:
        share = left * (array == largest)
        yield share
        left = left - share
