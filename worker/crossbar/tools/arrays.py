"""The array type of the engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
"""A float32 array of any shape. All weights, images and outputs of the engine are of this type.

What layers compute follows the type of their values: derivatives are also computed in float64.
"""
