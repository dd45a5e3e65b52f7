"""How many images each draw is shown, from the two components of variance: between chips and between images.

A draw's accuracy on a random subset of m of N images is estimated by the clean accuracy on all N plus what noise
gains less what it loses on the subset (a control variate, and one image in few is gained or lost). Its variance is
between + within (1/m - 1/N), with `within` the variance of an image's -1, 0 or 1. Draws of fewer images are cheaper
and more of them are needed; a chip has a price of its own, for programming it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from backend.schemas.spec import Sampling
from worker.sampling.looks import looks

PILOT_DRAWS = 4
PILOT_IMAGES = 500
FEWEST_IMAGES = 100
"""Of a subset: fewer make the estimate of a draw too coarse for a t interval."""
SPARE = 0.7
"""Share of max_draws that a point may be planned to need: the pilot's variances are estimates."""


@dataclass(frozen=True)
class Flips:
    """What noise did to a subset of `images`: answers that became right, and wrong."""

    gained: int
    lost: int
    images: int


@dataclass(frozen=True)
class Components:
    """Variances of accuracy: between chips, and of one image's -1, 0 or 1 on the same chip."""

    between: float
    within: float


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

    def estimate(self, clean: int, flips: Flips) -> int:
        """Images right of all, from those right without noise and the subset's flips: a whole number."""
        return clean + (flips.gained - flips.lost) * (self.of // self.images)


def components(pilot: Sequence[Flips], of: int) -> Components:
    """From at least two draws."""
    shifts = np.array([(flips.gained - flips.lost) / flips.images for flips in pilot])
    images = np.array([flips.images for flips in pilot])
    flipped = np.array([flips.gained + flips.lost for flips in pilot])
    # One flip more than was seen: a pilot without any does not show that there are none.
    within = float(np.mean((flipped + 1) / images - shifts**2))
    between = float(shifts.var(ddof=1) - within * np.mean(1 / images - 1 / of))
    return Components(between=max(0.0, between), within=max(within, 1 / of))


def allocate(found: Components, sampling: Sampling, *, of: int, price: float) -> Subset:
    """The subset for which the images of all draws cost least. `price` is that of programming a chip, in images.

    Subsets divide the images, so that an estimate is a whole number of them.
    """
    sizes = [size for size in range(1, of + 1) if of % size == 0 and size >= min(FEWEST_IMAGES, of)]
    known = looks(sampling.min_draws, sampling.max_draws)
    fewest = known[min(1, len(known) - 1)]  # the interval is narrow at two looks in a row

    def draws(size: int) -> float:
        variance = found.between + found.within * (1 / size - 1 / of)
        quantile = float(norm.ppf(0.5 + sampling.confidence / 2)) * 1.15  # of t, and the widening for looking
        return max(fewest, (quantile / sampling.half_width) ** 2 * variance)

    affordable = [size for size in sizes if draws(size) <= SPARE * sampling.max_draws]
    if not affordable:
        # Chips differ so much that max_draws will end it; images are to add little to that.
        affordable = [size for size in sizes if found.within * (1 / size - 1 / of) <= 0.1 * found.between][:1] or [of]
    best = min(affordable, key=lambda size: draws(size) * (size + price))
    return Subset(images=best, of=of, within=found.within)
