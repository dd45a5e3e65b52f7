"""Average-pooling of images."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer, Seen
from worker.crossbar.layers.window import Padding, Pair, Window, pair
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class AveragePool2D(Layer):
    """The mean of every window of `size` pixels, which moves by `strides`: by its size if that is None.

    A remainder at the border is dropped. With padding, windows reach over the border; what lies outside counts as pixels of
    value 0 if `counts_padding`, and otherwise not at all.
    """

    size: int | Pair = 2
    strides: int | Pair | None = None
    padding: Padding = "valid"
    counts_padding: bool = False

    kind: ClassVar[str] = "average_pool2d"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return images (rows of windows, columns of windows, channels, n) for images (height, width, channels, n)."""
        seen = self.window.seen(self.window.padded(values, self.padding))
        result: Floats = seen[0].copy()
        for pixel in seen[1:]:
            result += pixel
        result *= self._shares(values)
        return result

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient of each window, spread over its pixels."""
        (values,) = seen.values
        pieces = repeat(gradient * self._shares(values))
        return (self.window.put_back(pieces, values.shape, self.padding, gradient.dtype),)

    @property
    def window(self) -> Window:
        """The size and the steps of the windows."""
        return Window(*pair(self.size), pair(self.strides or self.size))

    def _shares(self, values: Floats) -> Floats:
        """Return 1 over the number of pixels that the mean of each window is over: (rows, columns of windows, 1, 1)."""
        inside = np.ones((*values.shape[-4:-2], 1, 1), values.dtype)
        seen = self.window.seen(self.window.padded(inside, self.padding, float(self.counts_padding)))
        shares: Floats = np.reciprocal(np.stack(seen).sum(axis=0))
        return shares
