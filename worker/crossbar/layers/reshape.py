"""The same values as an image of another shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from worker.crossbar.layers.layer import Access, Layer, Seen, as_columns
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Reshape(Layer):
    """The same values, row by row and with channels last, as images of `shape` (height, width, channels)."""

    shape: tuple[int, int, int]

    kind: ClassVar[str] = "reshape"
    only_rearranges: ClassVar[bool] = True

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return images (height, width, channels, n) of images of another shape, or of columns (m, n)."""
        columns = as_columns(values)
        return columns.reshape(*columns.shape[:-2], *self.shape, columns.shape[-1])

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient in the shape of the values."""
        return (gradient.reshape(seen.values[0].shape),)
