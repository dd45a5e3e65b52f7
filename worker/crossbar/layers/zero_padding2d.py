"""Zeros around images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from worker.crossbar.layers.layer import Access, Layer, Seen
from worker.crossbar.layers.window import Margins, Window
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class ZeroPadding2D(Layer):
    """Zeros around an image: pixels (above, below), (left, right)."""

    margins: Margins

    kind: ClassVar[str] = "zero_padding2d"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return images with their margins, (rows, columns, channels, n)."""
        return Window(1, 1).padded(values, self.margins)

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient without the margins."""
        (above, _below), (left, _right) = self.margins
        rows, columns = seen.values[0].shape[:2]
        return (gradient[above : above + rows, left : left + columns],)
