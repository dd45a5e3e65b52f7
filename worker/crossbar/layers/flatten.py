"""Flattening of images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from worker.crossbar.layers.layer import Access, Layer, columns
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Flatten(Layer):
    """(height, width, channels, n) to (pixels, n)."""

    kind: ClassVar[str] = "flatten"
    only_rearranges: ClassVar[bool] = True

    def forward(self, values: Floats, access: Access) -> Floats:
        """(pixels, n)."""
        return columns(values)
