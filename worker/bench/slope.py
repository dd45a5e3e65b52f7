"""How cost grows with size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backend.student_t import t_quantile


@dataclass(frozen=True)
class Slope:
    """Exponent b of cost = a * size^b, with its 95 % interval."""

    value: float
    low: float
    high: float


def slope(sizes: Sequence[float], costs: Sequence[float]) -> Slope:
    """Least squares of log cost on log size; at least three sizes."""
    if len(sizes) < 3:
        raise ValueError("a slope with an interval needs at least three sizes")
    x, y = np.log(sizes), np.log(costs)
    x = x - x.mean()
    value = float(x @ y / (x @ x))
    rest = y - y.mean() - value * x
    freedom = len(sizes) - 2
    error = float(np.sqrt(rest @ rest / freedom / (x @ x)))
    width = t_quantile(freedom, 0.975) * error
    return Slope(value, value - width, value + width)
