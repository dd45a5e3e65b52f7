"""When the draws of a point are looked at, and when they suffice.

Looking after every draw and stopping at the first narrow interval would stop too early whenever the
draws happen to agree. So there are few looks, ever farther apart, and the interval must be narrow at
two of them in a row. The rule is a function of the draws alone: draws that are known already and
draws that are computed now stop at the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from backend.schemas.spec import Sampling
from worker.sampling.interval import of_mean

GROWTH = 1.25


@lru_cache(maxsize=64)
def looks(min_draws: int, max_draws: int) -> tuple[int, ...]:
    """Numbers of draws at which to look: from min_draws to max_draws, growing by a quarter each."""
    found = [min_draws]
    while found[-1] < max_draws:
        found.append(min(max_draws, max(found[-1] + 1, ceil(GROWTH * found[-1]))))
    return tuple(found)


def settled_at(correct: Sequence[int], images: int, sampling: Sampling, *, shown: int | None = None) -> int | None:
    """How many of the draws make up the answer; None while there are too few to say.

    `shown` is how many of the images a draw was shown, where not all.
    """
    known = looks(sampling.min_draws, sampling.max_draws)
    narrow_before = False
    for count in known:
        if count > len(correct):
            return None
        narrow = of_mean(correct[:count], images, sampling.confidence, shown=shown).half_width <= sampling.half_width
        if (narrow and narrow_before) or count == known[-1]:
            return count
        narrow_before = narrow
    return None
