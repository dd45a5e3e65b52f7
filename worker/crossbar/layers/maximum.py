"""The largest of the values of several layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.elementwise import Elementwise
from worker.crossbar.layers.layer import Seen
from worker.crossbar.layers.max_pool2d import of_largest
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Maximum(Elementwise):
    """The largest of two or more inputs, element by element."""

    kind: ClassVar[str] = "maximum"
    combine: ClassVar[np.ufunc] = np.maximum

    def shares(self, gradient: Floats, seen: Seen) -> Sequence[Floats]:
        """Return the gradient where a value is the largest, the first of several, and 0 elsewhere."""
        return list(of_largest(gradient, seen.values, seen.outputs))
