"""Sums of the values of several layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.elementwise import Elementwise
from worker.crossbar.layers.layer import Seen
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Add(Elementwise):
    """The sum of two or more inputs, element by element."""

    kind: ClassVar[str] = "add"
    combine: ClassVar[np.ufunc] = np.add

    def shares(self, gradient: Floats, seen: Seen) -> Sequence[Floats]:
        """Return the gradient itself, for each."""
        return [gradient] * len(seen.values)
