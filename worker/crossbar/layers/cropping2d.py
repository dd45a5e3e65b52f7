"""Images without their margins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer, Seen
from worker.crossbar.layers.window import Margins, Window
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Cropping2D(Layer):
    """An image without some pixels (above, below), (left, right)."""

    margins: Margins

    kind: ClassVar[str] = "cropping2d"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return images without their margins, (rows, columns, channels, n), copied so that patches are contiguous again."""
        (above, below), (left, right) = self.margins
        rows, columns = values.shape[-4:-2]
        return np.ascontiguousarray(values[..., above : rows - below, left : columns - right, :, :])

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient with margins of 0."""
        return (Window(1, 1).padded(gradient, self.margins),)
