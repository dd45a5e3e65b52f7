"""Images with their classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class Examples:
    """Images (n, height, width, channels), float32, and labels (n,), to learn from and to be tested with."""

    images: Floats
    labels: NDArray[np.int64]
    test_images: Floats
    test_labels: NDArray[np.int64]
