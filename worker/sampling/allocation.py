"""How many images each draw is shown, from the two components of variance: between chips and between images.

A draw's accuracy on a random subset of m of N images is estimated by the clean accuracy on all N plus what noise
gains less what it loses on the subset (a control variate: near the clean accuracy one image in many is gained or lost).
Its variance is between + within (1/m - 1/N), with `within` the variance of an image's -1, 0 or 1 in its stratum. Draws
of fewer images are cheaper and more of them are needed; a chip has a price of its own, for programming it.
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
"""What noise does to the answers to a sample of the images, in its order: 1 becomes right, -1 wrong, 0 neither."""

PILOT_DRAWS = 4
PILOT_IMAGES = 125
FEWEST_IMAGES = 100
"""Of a subset: fewer make the estimate of a draw too coarse for a t interval ..."""
FEWEST_WITH_CHANGES = 50
ENOUGH_CHANGES = 10
"""... unless noise changes so many of their answers: the number of these is then nearly normal."""
USUAL_BETWEEN = 0.01
USUAL_WEIGHT = 3
"""Few draws of a pilot may agree by chance, and chips would then be shown far too many images. So as many draws more are
thought of, in which the variance between chips is this share of that of an image (0.003 to 0.04 in the zoo's networks)."""
SPARE = 0.7
"""Share of max_draws that a point may be planned to need: the pilot's variances are estimates."""


@dataclass(frozen=True)
class Components:
    """Variances of accuracy: between chips, and of one image's -1, 0 or 1 on the same chip in one stratum."""

    between: float
    within: float
    changed: float = 0.0
    """Share of the answers that noise changes."""
    doubt: float = 0.0
    """What `within` may be too small by: a change more in each of the pilot's draws, which showed few or none."""


@dataclass(frozen=True)
class Subset:
    """How the draws of a point are shown images: `images` of `of` each."""

    images: int
    of: int
    within: float = 0.0

    @property
    def variance(self) -> float:
        """Of a draw's estimate about the chip's accuracy on all images."""
        return self.within * (1 / self.images - 1 / self.of)

    def estimate(self, clean: int, changes: Changes) -> int:
        """Images right of all, from those right without noise and what noise does to the subset: a whole number."""
        return clean + int(changes.sum()) * (self.of // self.images)


def components(pilot: Sequence[Changes], of: int) -> Components:
    """From at least two draws."""
    shifts = np.array([changes.mean() for changes in pilot])
    images = np.array([len(changes) for changes in pilot])
    within = float(np.mean([variance_in_groups(changes) for changes in pilot]))
    between = float(shifts.var(ddof=1) - within * np.mean(1 / images - 1 / of))
    seen = len(pilot) - 1
    return Components(
        between=(seen * max(0.0, between) + USUAL_WEIGHT * USUAL_BETWEEN * within) / (seen + USUAL_WEIGHT),
        within=within,
        changed=float(np.mean([np.mean(changes != 0) for changes in pilot])),
        doubt=float(np.mean(1 / images)),
    )


def allocate(found: Components, sampling: Sampling, *, of: int, price: float) -> Subset:
    """The subset for which the images of all draws cost least. `price` is that of programming a chip, in images.

    Subsets divide the images, so that an estimate is a whole number of them.
    """
    fewest = FEWEST_WITH_CHANGES if found.changed * FEWEST_WITH_CHANGES >= ENOUGH_CHANGES else FEWEST_IMAGES
    sizes = _sizes(min(fewest, of), of)
    within = found.within + found.doubt

    def draws(size: int) -> int:
        return draws_needed(found.between + within * (1 / size - 1 / of), sampling)

    affordable = [size for size in sizes if draws(size) <= SPARE * sampling.max_draws]
    if not affordable:
        # Chips differ so much that max_draws will end it; images are to add little to that.
        affordable = [size for size in sizes if within * (1 / size - 1 / of) <= 0.1 * found.between][:1] or [of]
    best = min(affordable, key=lambda size: draws(size) * (size + price))
    return Subset(images=best, of=of, within=found.within)


def _sizes(fewest: int, of: int) -> list[int]:
    """Divisors, each at least twice the one before: settings then often have the same subsets, and share what is known."""
    sizes: list[int] = []
    for size in range(fewest, of + 1):
        if of % size == 0 and (not sizes or size >= 2 * sizes[-1]):
            sizes.append(size)
    return sizes if sizes[-1] == of else [*sizes, of]


def draws_needed(variance: float, sampling: Sampling) -> int:
    """Draws of such a variance at which the second look in a row will find the interval narrow; at most max_draws."""
    known = looks(sampling.min_draws, sampling.max_draws)

    def wide(count: int) -> bool:
        quantile = t_quantile(count - 1, 0.5 + sampling.confidence / 2) * SEQUENTIAL
        return quantile**2 * variance > sampling.half_width**2 * count

    first = next((place for place, count in enumerate(known) if not wide(count)), len(known))
    return known[min(first + 1, len(known) - 1)]
