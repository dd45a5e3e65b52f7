"""How many images each draw is shown, from the two components of variance: between chips and between images.

A draw's accuracy on a random subset of m of N images is estimated by the clean accuracy on all N images plus the share of the
subset that noise turns right less the share that it turns wrong (a control variate: near the clean accuracy few images change).
The variance of this estimate is between + within (1/m - 1/N), where `within` is the variance of an image's change, -1, 0 or 1,
within its stratum. Draws of fewer images are cheaper, but more of them are needed, and each chip has a fixed cost of
programming.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.schemas.spec import Sampling
from backend.student_t import t_quantile
from worker.sampling.interval import SEQUENTIAL
from worker.sampling.looks import looks
from worker.sampling.strata import variance_in_groups

Changes = NDArray[np.int8]
"""What noise does to the predictions for a sample of images (n,): 1 becomes right, -1 becomes wrong, 0 neither."""

PILOT_DRAWS = 4
"""Number of chips in a pilot."""
PILOT_IMAGES = 125
"""Number of images that each chip of a pilot is shown."""
FEWEST_IMAGES = 100
"""Smallest subset: fewer images make the estimate of a draw too coarse for a t interval, unless there are enough changes."""
FEWEST_WITH_CHANGES = 50
"""Smallest subset if at least ENOUGH_CHANGES of its predictions are expected to change."""
ENOUGH_CHANGES = 10
"""With so many changed predictions in a subset, their number is nearly normal."""
PRIOR_BETWEEN = 0.01
"""Prior variance between chips, as a share of that of an image; it was 0.003 to 0.04 for the networks of the zoo."""
PRIOR_DRAWS = 3
"""Number of draws that the prior counts for.

The few draws of a pilot may agree by chance; without a prior, chips would then be shown far too many images.
"""
PLANNED_SHARE = 0.7
"""Share of `max_draws` that a point is planned to need at most, since the variances of a pilot are estimates."""


@dataclass(frozen=True)
class Components:
    """Components of the variance of an accuracy, both as fractions squared."""

    between: float
    """Variance between chips."""
    within: float
    """Variance of one image's change, -1, 0 or 1, on the same chip and in one stratum."""
    changed: float = 0.0
    """Share of the predictions that noise changes."""
    doubt: float = 0.0
    """By how much `within` may be too small: one more change in each draw of the pilot, which showed few or none."""


@dataclass(frozen=True)
class Subset:
    """How many images each draw of a point is shown: a random subset of `images` of all `of`."""

    images: int
    of: int
    within: float = 0.0
    """Variance of one image's change, -1, 0 or 1, on the same chip and in one stratum."""

    @property
    def variance(self) -> float:
        """Variance of a draw's estimate about the chip's accuracy on all images, as a fraction squared."""
        return self.within * (1 / self.images - 1 / self.of)

    def estimate(self, clean: int, changes: Changes) -> int:
        """Return the estimated number of all images that a chip classifies correctly, a whole number.

        `clean` is the number classified correctly without noise, `changes` (n,) what noise does to the subset.
        """
        return clean + int(changes.sum()) * (self.of // self.images)


def components(pilot: Sequence[Changes], of: int) -> Components:
    """Return the variance components of at least two draws; `of` is the number of all images.

    The variance between chips is shrunk towards a prior (see PRIOR_DRAWS).
    """
    shifts = np.array([changes.mean() for changes in pilot])
    images = np.array([len(changes) for changes in pilot])
    within = float(np.mean([variance_in_groups(changes) for changes in pilot]))
    between = float(shifts.var(ddof=1) - within * np.mean(1 / images - 1 / of))
    degrees_of_freedom = len(pilot) - 1
    return Components(
        between=(degrees_of_freedom * max(0.0, between) + PRIOR_DRAWS * PRIOR_BETWEEN * within)
        / (degrees_of_freedom + PRIOR_DRAWS),
        within=within,
        changed=float(np.mean([np.mean(changes != 0) for changes in pilot])),
        doubt=float(np.mean(1 / images)),
    )


def allocate(variances: Components, sampling: Sampling, *, of: int, price: float) -> Subset:
    """Return the subset size with the smallest total cost of all draws; `price` is the cost of programming one chip, in images.

    `of` is the number of all images. Sizes divide it, so that estimates are whole numbers of images.
    """
    fewest = FEWEST_WITH_CHANGES if variances.changed * FEWEST_WITH_CHANGES >= ENOUGH_CHANGES else FEWEST_IMAGES
    sizes = _sizes(min(fewest, of), of)
    within = variances.within + variances.doubt

    def draws(size: int) -> int:
        return draws_needed(variances.between + within * (1 / size - 1 / of), sampling)

    affordable = [size for size in sizes if draws(size) <= PLANNED_SHARE * sampling.max_draws]
    if not affordable:
        # Chips differ so much that max_draws will end it; images are to add little to that.
        affordable = [size for size in sizes if within * (1 / size - 1 / of) <= 0.1 * variances.between][:1] or [of]
    best = min(affordable, key=lambda size: draws(size) * (size + price))
    return Subset(images=best, of=of, within=variances.within)


def _sizes(fewest: int, of: int) -> list[int]:
    """Return the candidate sizes: divisors of `of`, each at least twice the one before.

    Different settings then often have the same subsets, and share cached results.
    """
    sizes: list[int] = []
    for size in range(fewest, of + 1):
        if of % size == 0 and (not sizes or size >= 2 * sizes[-1]):
            sizes.append(size)
    return sizes if sizes[-1] == of else [*sizes, of]


def draws_needed(variance: float, sampling: Sampling) -> int:
    """Return how many draws of this variance the stopping rule takes: the second look in a row at a narrow interval.

    At most `max_draws`.
    """
    counts = looks(sampling.min_draws, sampling.max_draws)

    def wide(count: int) -> bool:
        quantile = t_quantile(count - 1, 0.5 + sampling.confidence / 2) * SEQUENTIAL
        return quantile**2 * variance > sampling.half_width**2 * count

    first = next((position for position, count in enumerate(counts) if not wide(count)), len(counts))
    return counts[min(first + 1, len(counts) - 1)]
