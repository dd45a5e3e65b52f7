"""Statistics of a point: how many chips (draws) it needs, how many images each is shown, and the interval of the mean accuracy.

`interval` computes confidence intervals, `looks` decides when there are enough draws, `allocation` how many images each draw is
shown, `strata` which ones, `pairs` and `differences` compare points chip by chip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from backend.schemas.spec import Sampling
from backend.student_t import t_quantile
from worker.sampling.allocation import Changes, Components, Subset, allocate, components
from worker.sampling.interval import Interval, mean_interval
from worker.sampling.looks import Looks, looks, settled_at
from worker.sampling.pairs import Draws, difference

__all__ = [
    "Changes",
    "Components",
    "Draws",
    "Interval",
    "Looks",
    "Subset",
    "Summary",
    "allocate",
    "components",
    "difference",
    "looks",
    "mean_interval",
    "settled_at",
    "summarise",
]


@dataclass(frozen=True)
class Summary:
    """The result of a point after some draws. Accuracies and standard deviations are fractions of the images, from 0 to 1."""

    accuracy: float
    """Mean over draws."""
    ci_low: float
    """Lower end of the confidence interval of the mean."""
    ci_high: float
    """Upper end of the confidence interval of the mean."""
    std_draws: float
    """Standard deviation of the accuracy over chips."""
    p10: float
    """10th percentile of the accuracy over chips."""
    p90: float
    """90th percentile of the accuracy over chips."""
    draws: int
    """Number of draws that the summary is based on."""
    draws_expected: float
    """Number of draws that the point is expected to need, as estimated from the draws so far."""
    settled: bool
    """Whether the stopping rule is met, so that no more draws are needed."""


def summarise(
    correct: Sequence[int], images: int, sampling: Sampling, *, has_chance: bool = True, subset: Subset | None = None
) -> Summary:
    """Return the summary of at least one draw: `correct` holds the images classified correctly in draw 0, 1, 2, ... of `images`.

    If each draw was shown a subset of the images, `correct` holds estimates. The spread of the chips is then that of the draws
    less the variance of these estimates.

    Without randomness (`has_chance` is false) all chips are equal: one draw stands for `min_draws` equal ones, and the interval
    has no width. A single draw with randomness says nothing about the spread: its interval is 0 to 1.
    """
    if not has_chance:
        exact = correct[0] / images
        return Summary(exact, exact, exact, 0.0, exact, exact, sampling.min_draws, sampling.min_draws, settled=True)
    shown = subset.images if subset else None
    settled = settled_at(correct, images, sampling, shown=shown)
    counted = np.asarray(correct[:settled], dtype=np.float64)
    one_draw = Interval(correct[0] / images, 0.0, 1.0, 0.0)
    interval = mean_interval(correct[:settled], images, sampling.confidence, shown=shown) if len(counted) > 1 else one_draw
    chips = _chips(counted / images, interval, subset.variance if subset else 0.0)
    p10, p90 = np.quantile(chips, [0.1, 0.9])
    return Summary(
        accuracy=interval.mean,
        ci_low=interval.low,
        ci_high=interval.high,
        std_draws=interval.std if subset is None else _std_of_chips(interval, subset.variance),
        p10=float(p10),
        p90=float(p90),
        draws=len(counted),
        draws_expected=float(len(counted)) if settled else _expected(interval.std, sampling),
        settled=settled is not None,
    )


def _std_of_chips(interval: Interval, variance_of_estimates: float) -> float:
    """Return the standard deviation over chips, given the variance of the estimates of their accuracies."""
    return sqrt(max(0.0, interval.std**2 - variance_of_estimates))


def _chips(accuracies: NDArray[np.float64], interval: Interval, variance_of_estimates: float) -> NDArray[np.float64]:
    """Return the accuracies (draws,), scaled about their mean to the standard deviation of the chips if they are estimates."""
    if variance_of_estimates == 0 or interval.std == 0:
        return accuracies
    scaled: NDArray[np.float64] = interval.mean + (accuracies - interval.mean) * (
        _std_of_chips(interval, variance_of_estimates) / interval.std
    )
    return np.clip(scaled, 0, 1)


def _expected(std: float, sampling: Sampling) -> float:
    """Return the number of draws at which draws of this standard deviation would reach the target half-width."""
    quantile = t_quantile(30, 0.5 + sampling.confidence / 2)
    return float(np.clip((quantile * std / sampling.half_width) ** 2, sampling.min_draws, sampling.max_draws))
