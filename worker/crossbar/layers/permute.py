"""The axes of an image in another order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer, Seen
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Permute(Layer):
    """The axes of an image (height, width, channels), counted from 1, in another order."""

    order: tuple[int, int, int]

    kind: ClassVar[str] = "permute"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return images with their axes in the new order; the values are copied, so that patches are contiguous again."""
        first = values.ndim - 4
        axes = (*range(first), *(first + axis - 1 for axis in self.order), values.ndim - 1)
        return np.ascontiguousarray(values.transpose(axes))

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient with its axes in their first order."""
        places = np.argsort(self.order)
        return (np.ascontiguousarray(gradient.transpose(*places, 3)),)
