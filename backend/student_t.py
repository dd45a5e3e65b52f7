"""Quantiles of Student's t distribution, on which every confidence interval rests.

Those of the usual interval of 95 % are read from a table. It holds what SciPy 1.17 and 1.18 give, to the last bit, for
every number of draws that a spec may ask for: intervals are the same on every machine, and the same as those that
were stored when SciPy was asked itself. All others are computed here, and agree with SciPy's to 11 digits or more.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

IN_TABLE = 0.975
"""The probability of the table: 2.5 % on either side of an interval of 95 %."""
NODES = 64
"""Of the Gauss-Legendre rule; enough from 1 degree of freedom to 10^6."""
LARGE = 30.0
"""From here on the asymptotic series of a ratio of gamma functions has all digits of a double."""


@lru_cache(maxsize=4096)
def t_quantile(freedom: float, probability: float) -> float:
    """The t that a variate of Student's distribution stays below with a probability, as `scipy.special.stdtrit`.

    `freedom`: degrees of freedom, at least 1, not necessarily whole. Raises ValueError outside of that, or unless
    0 < probability < 1.
    """
    if not (freedom >= 1 and 0 < probability < 1):
        raise ValueError(f"no quantile for {freedom} degrees of freedom and probability {probability}")
    if probability < 0.5:
        return -t_quantile(freedom, 1 - probability)
    if probability == IN_TABLE and freedom % 1 == 0 and freedom <= len(_table()):
        return float(_table()[int(freedom) - 1])
    return _solved(freedom, probability)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.float64]:
    """Of 1, 2, 3, ... degrees of freedom."""
    with np.load(Path(__file__).with_suffix(".npz"), allow_pickle=False) as stored:
        table: NDArray[np.float64] = stored["quantiles"]
    return table


def _solved(freedom: float, probability: float) -> float:
    """Newton's method on the s of t = sqrt(freedom) sinh(s).

    The distribution function is 1/2 + c times the integral of cosh^-freedom from 0 to s: analytic, so that few nodes give
    all digits, and concave, so that from below, where the normal quantile lies, the iteration rises to the solution.
    """
    nodes, weights = _rule()
    c = _gamma_ratio(freedom / 2) / math.sqrt(math.pi)
    s = math.asinh(NormalDist().inv_cdf(probability) / math.sqrt(freedom))
    for _ in range(100):
        # cosh^-freedom; log1p keeps the digits that cosh, near 1, would lose.
        density = c * np.exp(-freedom / 2 * np.log1p(np.sinh(s * nodes) ** 2))
        step = (probability - 0.5 - s * math.fsum(weights * density[:-1])) / float(density[-1])
        s += step
        if step <= 1e-15 * s:
            break
    return math.sqrt(freedom) * math.sinh(s)


def _gamma_ratio(a: float) -> float:
    """Gamma(a + 1/2) / Gamma(a): raised by the recurrence to where its series serves (Tricomi and Erdelyi 1951, DLMF 5.11.13)."""
    below = 1.0
    while a < LARGE:
        below *= a / (a + 0.5)
        a += 1
    series = -1 / 8 + (1 / 192 + (-1 / 640 + (17 / 14336 - 31 / 18432 / a**2) / a**2) / a**2) / a**2
    return below * math.sqrt(a) * math.exp(series / a)


@lru_cache(maxsize=1)
def _rule() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes from 0 to 1, with 1 itself after the last, and their weights."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return np.append((1 + nodes) / 2, 1.0), weights / 2
