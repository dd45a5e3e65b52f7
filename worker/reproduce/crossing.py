"""Where an accuracy that falls with the noise passes a threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

LEAST_LOSS = 1e-4
"""Losses below this, as fractions of the clean accuracy, count as this: their logarithm would be noise."""


def crossing(points: Sequence[tuple[float, float]], threshold: float, clean: float) -> float | None:
    """Return the noise at which accuracy falls below a threshold, from (noise, accuracy) in rising order; None if it does not.

    What is lost of the clean accuracy is a power of the noise between two points. None also where it is below at the first point
    already.
    """
    for (before, above), (after, below) in pairwise(points):
        if above >= threshold > below:
            first, last, at = (math.log(max((clean - one) / clean, LEAST_LOSS)) for one in (above, below, threshold))
            share = (at - first) / (last - first) if last > first else 0.0
            return math.exp(math.log(before) + share * (math.log(after) - math.log(before)))
    return None
