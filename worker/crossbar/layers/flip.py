"""One axis of an image turned round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer, Seen
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Flip(Layer):
    """An image (height, width, channels) whose order along one axis, counted from 1, is turned round."""

    axis: int

    kind: ClassVar[str] = "flip"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return images of the same shape (height, width, channels, n), stored in the scratch."""
        result = access.scratch.floats(access.name, *values.shape)
        result[...] = np.flip(values, axis=values.ndim - 5 + self.axis)
        return result

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient turned round again."""
        return (np.flip(gradient, axis=self.axis - 1),)
