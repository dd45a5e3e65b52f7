"""Values of several layers, combined element by element."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Merging
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
