"""Flattening of images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from worker.crossbar.layers.layer import Access, Layer, Seen, as_columns
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Flatten(Layer):
    """Lines up the values of each image as one vector: (height, width, channels, n) becomes (height * width * channels, n)."""

    kind: ClassVar[str] = "flatten"
    only_rearranges: ClassVar[bool] = True

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return a view (m, n) of images (height, width, channels, n), channels last as in Keras."""
        return as_columns(values)

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient in the shape of the values."""
        return (gradient.reshape(seen.values[0].shape),)
