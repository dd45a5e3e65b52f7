"""Whether two programs measured the same thing. Without that, their speeds are not compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backend.student_t import t_quantile

WIDEST = 0.03
"""A difference known less well than this would hide a real disagreement: then nothing is said."""


@dataclass(frozen=True)
class Agreement:
    """Two curves over the same sigmas. Differences are of mean accuracies, as fractions."""

    largest: float
    """The difference, of all sigmas, that is largest in units of its interval."""
    half_width: float
    """Half-width of the joint interval at that sigma."""
    at: float
    reason: str | None
    """Why the curves do not agree; None if they do."""

    @property
    def holds(self) -> bool:
        return self.reason is None


def agreement(
    sigmas: Sequence[float],
    ours: Sequence[Sequence[int]],
    theirs: Sequence[Sequence[int]],
    images: int,
    *,
    confidence: float = 0.95,
) -> Agreement:
    """Compare curves, each given as images right by sigma and draw.

    A t interval of the difference of two means at each sigma, without equal variances (Welch 1947), all of them
    together at `confidence` (Bonferroni). An accuracy is a whole number of images, which adds (1 / images)^2 / 12 to its
    variance: chips that all agree may differ by less than an image.
    """
    found = []
    for sigma, one, other in zip(sigmas, ours, theirs, strict=True):
        means, squares, degrees = zip(*(_moments(draws, images) for draws in (one, other)), strict=True)
        error = float(np.sqrt(sum(squares)))
        freedom = sum(squares) ** 2 / sum(square**2 / degree for square, degree in zip(squares, degrees, strict=True))
        quantile = t_quantile(freedom, 1 - (1 - confidence) / 2 / len(sigmas))
        found.append((means[0] - means[1], quantile * error, sigma))
    difference, half_width, sigma = max(found, key=lambda one: abs(one[0]) / one[1])
    widest = max(found, key=lambda one: one[1])
    reason = None
    if abs(difference) > half_width:
        reason = (
            f"accuracies differ by {100 * difference:+.2f} points at sigma {sigma:g}, "
            f"more than the {100 * half_width:.2f} that chance explains"
        )
    elif widest[1] > WIDEST:
        reason = f"the difference at sigma {widest[2]:g} is known to {100 * widest[1]:.1f} points only, which says too little"
    return Agreement(difference, half_width, sigma, reason)


def _moments(correct: Sequence[int], images: int) -> tuple[float, float, int]:
    """Mean accuracy, squared standard error, degrees of freedom."""
    accuracies = np.asarray(correct, np.float64) / images
    variance = float(accuracies.var(ddof=1)) + (1 / images) ** 2 / 12
    return float(accuracies.mean()), variance / len(accuracies), len(accuracies) - 1
