"""Differences between two points, chip by chip.

Draw k has the same random numbers for every network and setting of a seed, so that what they have in common (the
same noisy images, the same unit errors of an equal array) cancels in the difference of draw k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from worker.sampling.interval import Interval, of_values


@dataclass(frozen=True)
class Draws:
    """Images right in draw 0, 1, 2, ... of `images` each. Without chance one draw stands for all."""

    correct: Sequence[int]
    images: int
    has_chance: bool = True


def difference(first: Draws, second: Draws, confidence: float) -> tuple[Interval, int] | None:
    """Mean of first less second over the draws that both have, its interval, and how many draws.

    None where fewer than two are common. Two points without chance differ by a number that has no width.
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
    return of_values(_accuracies(first, count) - _accuracies(second, count), rounding=rounding, confidence=confidence), count


def _accuracies(draws: Draws, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    known = draws.correct[:count] if draws.has_chance else [draws.correct[0]] * count
    return np.array(known, np.float64) / draws.images
