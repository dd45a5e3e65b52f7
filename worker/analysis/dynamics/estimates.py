"""Means with their 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dynamics import Band, Estimate
from backend.student_t import t_quantile

QUANTILE = 0.975
NORMAL = 1.959963984540054
"""The quantile of the normal distribution that an interval of 95 % takes."""
Doubles = NDArray[np.float64]


def estimate(values: Doubles) -> Estimate:
    """Return the mean of values (n,) with its t interval; of a single value, or of equal ones, the interval has no width."""
    mean, width = _mean_and_width(values[:, None])
    return Estimate(mean=float(mean[0]), low=float(mean[0] - width[0]), high=float(mean[0] + width[0]), n=len(values))


def band(values: Doubles, x: Sequence[float]) -> Band:
    """Return the mean of curves (n, len(x)) at each x, with its t interval."""
    mean, width = _mean_and_width(values)
    return Band(x=list(x), mean=mean.tolist(), low=(mean - width).tolist(), high=(mean + width).tolist(), n=len(values))


def share(hits: NDArray[np.bool_]) -> Estimate:
    """Return the share of independent yes-or-no answers (n,) that are yes, with E. B. Wilson's interval (JASA 22, 1927)."""
    count, mean = len(hits), float(np.mean(hits))
    scale = 1 + NORMAL**2 / count
    middle = (mean + NORMAL**2 / (2 * count)) / scale
    width = NORMAL / scale * math.sqrt(mean * (1 - mean) / count + NORMAL**2 / (4 * count**2))
    return Estimate(mean=mean, low=min(mean, max(0.0, middle - width)), high=max(mean, min(1.0, middle + width)), n=count)


def shares(hits: NDArray[np.bool_], x: Sequence[float]) -> Band:
    """Return the share of answers (n, len(x)) that are yes at each x, as `share` does."""
    found = [share(column) for column in hits.T]
    return Band(
        x=list(x),
        mean=[one.mean for one in found],
        low=[one.low for one in found],
        high=[one.high for one in found],
        n=len(hits),
    )


def _mean_and_width(values: Doubles) -> tuple[Doubles, Doubles]:
    """Return means over the first axis, and half the widths of their intervals."""
    count = len(values)
    mean: Doubles = values.mean(axis=0)
    if count < 2:
        return mean, np.zeros_like(mean)
    width: Doubles = t_quantile(count - 1, QUANTILE) * values.std(axis=0, ddof=1) / math.sqrt(count)
    return mean, width
