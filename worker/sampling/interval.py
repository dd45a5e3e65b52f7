"""The confidence interval of a mean accuracy over draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backend.student_t import t_quantile

SEQUENTIAL = 1.05
"""Factor that widens intervals because the same draws also decide when to stop.

Chosen by simulation (tests/physics/test_coverage.py).
"""
FEWEST_FOR_SKEWNESS = 8
"""With fewer draws their skewness is not used: it would be mostly noise."""


@dataclass(frozen=True)
class Interval:
    """A mean, its confidence interval, and the standard deviation over draws; all as fractions of the images."""

    mean: float
    low: float
    high: float
    std: float

    @property
    def half_width(self) -> float:
        """Half the width of the confidence interval."""
        return (self.high - self.low) / 2


def mean_interval(correct: Sequence[int], images: int, confidence: float, *, shown: int | None = None) -> Interval:
    """Return the confidence interval of the mean accuracy over at least two draws, for this test set, within [0, 1].

    `correct` are the images classified correctly of `images` in each draw. An accuracy is a whole number of images, so that
    draws that agree may still differ by less than one image; this rounding adds a variance of (1 / images)^2 / 12. If each draw
    was `shown` fewer images, the step is one of these. Raises ValueError for fewer than two draws.
    """
    accuracies = np.asarray(correct, dtype=np.float64) / images
    interval = interval_of_values(accuracies, rounding=(1 / (shown or images)) ** 2 / 12, confidence=confidence)
    return replace(interval, low=max(0.0, interval.low), high=min(1.0, interval.high))


def interval_of_values(values: NDArray[np.float64], *, rounding: float, confidence: float) -> Interval:
    """Return the confidence interval of the mean of at least two values, each rounded with an error of variance `rounding`.

    It is a t interval, made asymmetric by the skewness of the values with P. Hall's transformation ("On the removal of skewness
    by transformation", J. R. Stat. Soc. B 54, 1992): accuracies accumulate near their ceiling and have a long lower tail.
    Raises ValueError for fewer than two values.
    """
    count = len(values)
    if count < 2:
        raise ValueError("an interval needs at least two draws")
    mean = math.fsum(values) / count
    deviations = values - mean
    # Exact sums of plain products: vectorised powers and sums differ in their last bit from one processor to the next.
    squares = math.fsum(deviations * deviations) / (count - 1)
    variance = squares + rounding
    error = math.sqrt(variance / count)
    width = t_quantile(count - 1, 0.5 + confidence / 2) * SEQUENTIAL
    cubes = math.fsum(deviations * deviations * deviations) / count
    skewness = cubes / (variance * math.sqrt(variance)) if count >= FEWEST_FOR_SKEWNESS and variance else 0.0
    skewness_term = skewness / math.sqrt(count)
    return Interval(
        mean=mean,
        low=mean - error * _inverse_hall(width, skewness_term),
        high=mean - error * _inverse_hall(-width, skewness_term),
        std=math.sqrt(squares),
    )


def _inverse_hall(t: float, a: float) -> float:
    """Return the inverse of Hall's transformation g(u) = u + a u^2 / 3 + a^2 u^3 / 27 + a / 6 at t."""
    if abs(a) < 1e-9:
        return t
    return 3 / a * (math.cbrt(1 + a * (t - a / 6)) - 1)
