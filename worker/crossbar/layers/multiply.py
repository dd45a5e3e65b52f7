"""Products of the values of several layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.elementwise import Elementwise
from worker.crossbar.layers.layer import Seen
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Multiply(Elementwise):
    """The product of two or more inputs, element by element."""

    kind: ClassVar[str] = "multiply"
    combine: ClassVar[np.ufunc] = np.multiply

    def shares(self, gradient: Floats, seen: Seen) -> Sequence[Floats]:
        """Return the gradient times the values of all others."""
        return [prod((*seen.values[:own], *seen.values[own + 1 :]), start=gradient) for own in range(len(seen.values))]
