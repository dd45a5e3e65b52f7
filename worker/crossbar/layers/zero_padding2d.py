"""Zeros around images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from worker.crossbar.layers.layer import Access, Layer
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
