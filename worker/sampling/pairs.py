"""Paired differences between two points, chip by chip.

Draw k has the same random numbers for every network and setting of a seed, so that what two points have in common (the same
noisy images, the same unit errors of equal arrays) cancels in the difference of their draws k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from worker.sampling.interval import Interval, interval_of_values


@dataclass(frozen=True)
class Draws:
    """The draws of a point: images classified correctly in draw 0, 1, 2, ..., of `images` each.

    Without randomness (`has_chance` is false) all chips are equal, and one draw stands for all.
    """

    correct: Sequence[int]
    images: int
    has_chance: bool = True


def difference(first: Draws, second: Draws, confidence: float) -> tuple[Interval, int] | None:
    """Return the interval of the mean of first - second over the draws that both have, and the number of these draws.

    Differences are fractions from -1 to 1. None if fewer than two draws are common. The difference of two points without
    randomness has an interval without width.
    """
    if not first.correct or not second.correct:
        return None
    if not first.has_chance and not second.has_chance:
        exact = first.correct[0] / first.images - second.correct[0] / second.images
        return Interval(exact, exact, exact, 0.0), 1
    count = min(len(draws.correct) for draws in (first, second) if draws.has_chance)
    if count < 2:
        return None
    rounding = sum((1 / draws.images) ** 2 / 12 for draws in (first, second) if draws.has_chance)
    differences = _accuracies(first, count) - _accuracies(second, count)
    return interval_of_values(differences, rounding=rounding, confidence=confidence), count


def _accuracies(draws: Draws, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the first `count` accuracies (count,), from 0 to 1."""
    correct = draws.correct[:count] if draws.has_chance else [draws.correct[0]] * count
    return np.array(correct, np.float64) / draws.images
