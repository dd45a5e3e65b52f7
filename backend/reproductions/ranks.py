"""Rank correlations with intervals: which numbers of networks go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.schemas.reproduction import Verdict

RESAMPLES = 4000
SEED = 19
CONFIDENCE = 0.95
FEWEST = 8
"""Fewest networks of which a correlation is computed."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Rank:
    """A rank correlation with its bootstrap interval over `n` networks."""

    value: float
    low: float
    high: float
    n: int

    def decides(self, sign: int) -> Verdict:
        """Return whether it has this sign: decided where the whole interval lies on one side of 0."""
        low, high = (self.low, self.high) if sign > 0 else (-self.high, -self.low)
        return "holds" if low > 0 else "fails" if high < 0 else "open"

    def __str__(self) -> str:
        """Such as "0.81 [0.70, 0.88], n = 40"."""
        return f"{_signed(self.value)} [{_signed(self.low)}, {_signed(self.high)}], n = {self.n}"


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def spearman(x: Sequence[float], y: Sequence[float], *, given: Sequence[float] | None = None, fewest: int = FEWEST) -> Rank:
    """Return Spearman's rank correlation of x and y, with a percentile bootstrap interval over networks.

    With `given`, the partial one: of what the ranks of `given` do not explain linearly. Ties have their mean rank; a constant
    goes with nothing (0). Raises ValueError for fewer than `fewest` networks.
    """
    columns = np.array([x, y, *([] if given is None else [given])], np.float64)
    count = columns.shape[1]
    if count < fewest:
        raise ValueError(f"a rank correlation needs at least {fewest} networks; received {count}")
    drawn = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), RESAMPLES).astype(np.float64)
    found = _correlations(columns, drawn)
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(found, [tail, 100 - tail])
    return Rank(float(_correlations(columns, np.ones((1, count)))[0]), float(low), float(high), count)


def _correlations(columns: Numbers, drawn: Numbers) -> Numbers:
    """Return the (partial) rank correlation of columns (2 or 3, n) in each sample; `drawn` (samples, n) counts its networks.

    0 where nothing is left that varies.
    """
    ranks = np.stack([_ranks(column, drawn) for column in columns])

    def total(values: Numbers) -> Numbers:
        found: Numbers = (values * drawn).sum(axis=-1)
        return found

    ranks -= total(ranks)[..., None] / drawn.shape[1]
    if len(ranks) == 3:
        third = ranks[2]
        ranks = ranks[:2] - _ratio(total(ranks[:2] * third), np.stack([total(third**2)] * 2))[..., None] * third
    return _ratio(total(ranks[0] * ranks[1]), np.sqrt(total(ranks**2).prod(axis=0)))


def _ranks(column: Numbers, drawn: Numbers) -> Numbers:
    """Return the rank of each network in each sample (samples, n), ties with their mean."""
    _values, place = np.unique(column, return_inverse=True)
    at_place = drawn @ np.eye(place.max() + 1)[place]
    ranks: Numbers = (np.cumsum(at_place, axis=1) - (at_place - 1) / 2)[:, place]
    return ranks


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    """Return a ratio, 0 where what is below is no more than rounding."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 1e-9)
