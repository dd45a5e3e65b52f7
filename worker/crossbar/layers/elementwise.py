"""Values of several layers, combined element by element."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Merging, Seen
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Elementwise(Merging):
    """Values of several layers, from the first to the last; an image with a side of 1 is repeated along it."""

    combine: ClassVar[np.ufunc]
    """What is done with two values."""

    def forward_all(self, values: Sequence[Floats], access: Access) -> Floats:
        """Return the combination (..., n), stored in the scratch."""
        first, *others = values
        shape = np.broadcast_shapes(*(one.shape for one in values))
        result = access.scratch.floats(access.name, *shape)
        if not others:
            result[...] = first
        for other in others:
            self.combine(first, other, out=result)
            first = result
        return result

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return each layer's share of the gradient, summed along the sides that were repeated."""
        shares = self.shares(gradient, seen)
        return tuple(_summed(share, value.shape) for share, value in zip(shares, seen.values, strict=True))

    @abstractmethod
    def shares(self, gradient: Floats, seen: Seen) -> Sequence[Floats]:
        """Return the gradient (..., n) with respect to the values of each layer, once repeated."""


def _summed(values: Floats, shape: tuple[int, ...]) -> Floats:
    """Return values summed along the sides that are 1 in this shape."""
    sides = tuple(axis for axis, (side, own) in enumerate(zip(values.shape, shape, strict=True)) if side != own)
    return values.sum(axis=sides, keepdims=True) if sides else values
