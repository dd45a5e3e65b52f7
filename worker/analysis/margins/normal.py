"""Probabilities of normal numbers: of one, and of up to three that are not independent, all at once for whole arrays."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
"""Numbers of any shape."""
MOST = 3
"""Most numbers that are joined."""
REACH = 8.5
"""Beyond so many standard deviations the normal distribution function is 0 or 1."""
STEPS = 1 << 15
"""Cells of the table of the distribution function; between them it is linear, which is exact to 1e-8."""
CERTAIN = 5.0
"""Where all of some numbers are so many standard deviations above 0, or one is so many below, they count as certain."""
PLACES = 16
"""Places of Gauss-Legendre quadrature."""
NEARLY_ONE = 0.9999
"""Largest correlation that is told from 1."""


@cache
def _table() -> tuple[Numbers, Numbers]:
    at = np.linspace(-REACH, REACH, STEPS + 1)
    return at, np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in at])


@cache
def _quadrature() -> tuple[Numbers, Numbers]:
    """Return places and weights of an integral from 0 to 1."""
    places, weights = np.polynomial.legendre.leggauss(PLACES)
    return (places + 1) / 2, weights / 2


def normal_cdf(x: Numbers) -> Numbers:
    """Return the probability that a standard normal number is below x, for each x."""
    return np.interp(x, *_table())


def normal_density(x: Numbers) -> Numbers:
    """Return the density of the standard normal distribution at each x."""
    density: Numbers = np.exp(-np.square(x) / 2) / math.sqrt(2 * math.pi)
    return density


def all_positive(means: Numbers, covariances: NDArray[Any]) -> Numbers:
    """Return the probability (...) that normal numbers with these means (..., k) and covariances (..., k, k) are all above 0.

    k is at most 3. A number without variance is above 0 or not. Of two that are the same number, the correlation counts as
    almost 1.
    """
    variances = np.maximum(np.diagonal(covariances, axis1=-2, axis2=-1), 0)
    deviations = np.sqrt(variances)
    certain = deviations == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        heights = np.where(certain, np.where(means > 0, REACH, -REACH), means / np.where(certain, 1, deviations))
        scale = deviations[..., :, None] * deviations[..., None, :]
        correlations = np.where(scale > 0, covariances / np.where(scale > 0, scale, 1), 0)
    heights, correlations = np.clip(heights, -REACH, REACH), np.clip(correlations, -NEARLY_ONE, NEARLY_ONE)
    lowest = heights.min(axis=-1)
    open_still = np.abs(lowest) < CERTAIN
    chances = np.where(lowest > 0, 1.0, 0.0)
    chances[open_still] = _below(heights[open_still], correlations[open_still])
    return chances


def _below(heights: Numbers, correlations: Numbers) -> Numbers:
    """Return the probability that standard normal numbers are below their heights (v, k), for each v."""
    count = heights.shape[-1]
    if count > MOST:
        raise ValueError(f"at most {MOST} numbers are joined; received {count}")
    if count == 1:
        return normal_cdf(heights[..., 0])
    if count == 2:
        return _two(heights[..., 0], heights[..., 1], correlations[..., 0, 1])
    return _three(heights, correlations)


def _two(h: Numbers, k: Numbers, correlation: Numbers) -> Numbers:
    """Return the probability that two standard normal numbers are below h and k.

    R. L. Plackett, Biometrika 41, 351 (1954), with the substitution of Z. Drezner, G. O. Wesolowsky, J. Stat. Comput. Simul.
    35, 101 (1990).
    """
    angle = np.arcsin(correlation)
    total = np.zeros(np.shape(angle))
    for place, weight in zip(*_quadrature(), strict=True):
        total += weight * _ridge(h, k, np.sin(place * angle))
    return np.clip(normal_cdf(h) * normal_cdf(k) + angle / (2 * math.pi) * total, 0, 1)


def _ridge(h: Numbers, k: Numbers, correlation: Numbers) -> Numbers:
    ridge: Numbers = np.exp(-(h * h + k * k - 2 * h * k * correlation) / (2 * (1 - correlation * correlation)))
    return ridge


def _three(heights: Numbers, correlations: Numbers) -> Numbers:
    """Return the probability that three standard normal numbers are below their heights (..., 3).

    Plackett's identity along a path on which the first number becomes independent of the others: A. Genz, Statistics and
    Computing 14, 251 (2004).
    """
    h1, h2, h3 = (heights[..., index] for index in range(MOST))
    r23 = correlations[..., 1, 2]
    first, second = np.arcsin(correlations[..., 0, 1]), np.arcsin(correlations[..., 0, 2])
    total = np.zeros(np.shape(h1))
    for place, weight in zip(*_quadrature(), strict=True):
        r12, r13 = np.sin(place * first), np.sin(place * second)
        rest = np.maximum(1 - r12 * r12 - r13 * r13 - r23 * r23 + 2 * r12 * r13 * r23, 1e-12)
        total += weight * first * _ridge(h1, h2, r12) * _given(h3, h1, h2, r12, r13, r23, rest)
        total += weight * second * _ridge(h1, h3, r13) * _given(h2, h1, h3, r13, r12, r23, rest)
    return np.clip(normal_cdf(h1) * _two(h2, h3, r23) + total / (2 * math.pi), 0, 1)


def _given(
    height: Numbers, first: Numbers, second: Numbers, between: Numbers, to_first: Numbers, to_second: Numbers, rest: Numbers
) -> Numbers:
    """Return the probability that a number is below its height where two others are at theirs.

    `between` is the correlation of these two, `to_first` and `to_second` are those with the number, `rest` is the determinant of
    all three.
    """
    free = 1 - between * between
    above = height * free - first * (to_first - to_second * between) - second * (to_second - to_first * between)
    return normal_cdf(above / np.sqrt(free * rest))
