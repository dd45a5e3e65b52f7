"""The rectifier (ReLU), vectorised."""

from __future__ import annotations

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch


def relu(values: Floats, scratch: Scratch) -> Floats:
    """Replace values of any shape by max(value, 0), in place, and return them."""
    # NumPy's maximum of two arrays is vectorized, that of an array and a number is not and takes four times as long.
    return np.maximum(values, scratch.zeros(*values.shape), out=values)


def relu_gradient(gradient: Floats, outputs: Floats) -> Floats:
    """Return the gradient before a ReLU, for that behind it and its outputs: exactly 0 where the ReLU is off."""
    return gradient * (outputs > 0)
