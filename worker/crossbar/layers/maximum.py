"""The largest of the values of several layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.elementwise import Elementwise


@dataclass(frozen=True)
class Maximum(Elementwise):
    """The largest of two or more inputs, element by element."""

    kind: ClassVar[str] = "maximum"
    combine: ClassVar[np.ufunc] = np.maximum
