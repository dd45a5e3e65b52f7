"""Numbers of each channel that are multiplied and added digitally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer, Seen
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Scale(Layer):
    """Every value times `scale`, plus `shift`: each one number for all, or one for each channel."""

    scale: tuple[float, ...]
    shift: tuple[float, ...]

    kind: ClassVar[str] = "scale"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return values of the same shape, (..., channels, n); they are left as they are."""
        scale, shift = (np.array(numbers, values.dtype)[:, None] for numbers in (self.scale, self.shift))
        result: Floats = values * scale
        result += shift
        return result

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient times the scale."""
        return (gradient * np.array(self.scale, gradient.dtype)[:, None],)
