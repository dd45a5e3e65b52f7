"""How many draws a point needs, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from backend.schemas.spec import Sampling
from backend.student_t import t_quantile
from worker.sampling.allocation import Changes, Components, Subset, allocate, components
from worker.sampling.interval import Interval, of_mean
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
    "of_mean",
    "settled_at",
    "summarise",
]


@dataclass(frozen=True)
class Summary:
    """A point so far; fractions of the images."""

    accuracy: float
    ci_low: float
    ci_high: float
    std_draws: float
    p10: float
    p90: float
    draws: int
    draws_expected: float
    """Draws the point will need, as far as can be told now."""
    settled: bool


def summarise(
    correct: Sequence[int], images: int, sampling: Sampling, *, has_chance: bool = True, subset: Subset | None = None
) -> Summary:
    """What draws say: images right in draw 0, 1, 2, ... of `images` each. At least one draw.

    Where draws were shown a subset each, `correct` are estimates, and the spread of chips is what is left of the
    spread of draws without the variance of those estimates.

    Without chance all chips are equal: the first draw stands for min_draws equal ones, and the interval
    has no width. One draw with chance says nothing of its spread: its interval is all there is, 0 to 1.
    """
    if not has_chance:
        exact = correct[0] / images
        return Summary(exact, exact, exact, 0.0, exact, exact, sampling.min_draws, sampling.min_draws, settled=True)
    shown = subset.images if subset else None
    settled = settled_at(correct, images, sampling, shown=shown)
    counted = np.asarray(correct[:settled], dtype=np.float64)
    one_draw = Interval(correct[0] / images, 0.0, 1.0, 0.0)
    interval = of_mean(correct[:settled], images, sampling.confidence, shown=shown) if len(counted) > 1 else one_draw
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


def _std_of_chips(interval: Interval, of_estimates: float) -> float:
    return sqrt(max(0.0, interval.std**2 - of_estimates))


def _chips(accuracies: NDArray[np.float64], interval: Interval, of_estimates: float) -> NDArray[np.float64]:
    """Accuracies of the draws, drawn together to the spread of chips; as they are where they are no estimates."""
    if of_estimates == 0 or interval.std == 0:
        return accuracies
    drawn: NDArray[np.float64] = interval.mean + (accuracies - interval.mean) * (
        _std_of_chips(interval, of_estimates) / interval.std
    )
    return np.clip(drawn, 0, 1)


def _expected(std: float, sampling: Sampling) -> float:
    quantile = t_quantile(30, 0.5 + sampling.confidence / 2)
    return float(np.clip((quantile * std / sampling.half_width) ** 2, sampling.min_draws, sampling.max_draws))
