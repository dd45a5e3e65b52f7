"""The stopping rule: at which numbers of draws a point is looked at, and when its draws suffice (sequential sampling).

Looking after every draw and stopping at the first narrow interval would stop too early whenever draws agree by chance. Looks
are therefore few and increasingly far apart, and the interval must be narrow at two of them in a row. The rule depends on the
draws alone, so that draws from the store and draws that are computed now stop at the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, inf

from backend.schemas.spec import Sampling
from worker.sampling.interval import mean_interval

GROWTH = ((30, 1.25), (100, 1.1), (inf, 1.05))
"""Up to so many draws, the next look is at so many times as many.

Few draws are a poor guide to when to stop; with many draws, too few looks waste draws. Chosen by simulation
(tests/physics/test_coverage.py).
"""


@lru_cache(maxsize=64)
def looks(min_draws: int, max_draws: int) -> tuple[int, ...]:
    """Return the numbers of draws at which to look, from min_draws to max_draws."""
    counts = [min_draws]
    while counts[-1] < max_draws:
        growth = next(growth for most, growth in GROWTH if counts[-1] < most)
        counts.append(min(max_draws, max(counts[-1] + 1, ceil(growth * counts[-1]))))
    return tuple(counts)


class Looks:
    """Looks at the draws of one point as they are computed."""

    def __init__(self, images: int, sampling: Sampling, *, shown: int | None = None) -> None:
        """Start without draws; each will be of `images` images, of which `shown` are shown to a chip (None: all)."""
        self._images, self._sampling, self._shown = images, sampling, shown
        self._counts = looks(sampling.min_draws, sampling.max_draws)
        self._next = 0
        self._narrow_before = False
        self._settled: int | None = None

    @property
    def next(self) -> int:
        """Number of draws at the next look; fewer draws decide nothing."""
        return self._counts[min(self._next, len(self._counts) - 1)]

    def settled(self, correct: Sequence[int]) -> int | None:
        """Return how many of the draws make up the result, or None while more are needed.

        `correct` are the images classified correctly in each draw; it must begin with the draws of earlier calls.
        """
        while self._settled is None and self._next < len(self._counts) and self._counts[self._next] <= len(correct):
            count = self._counts[self._next]
            interval = mean_interval(correct[:count], self._images, self._sampling.confidence, shown=self._shown)
            narrow = interval.half_width <= self._sampling.half_width
            if (narrow and self._narrow_before) or count == self._counts[-1]:
                self._settled = count
            self._narrow_before = narrow
            self._next += 1
        return self._settled


def settled_at(correct: Sequence[int], images: int, sampling: Sampling, *, shown: int | None = None) -> int | None:
    """Return how many draws make up the result, or None if more are needed; see `Looks.settled`."""
    return Looks(images, sampling, shown=shown).settled(correct)
