"""How far states of different classes are from each other, compared with those of one class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from worker.analysis.dynamics.estimates import NORMAL

Doubles = NDArray[np.float64]
LARGEST = 1000.0
"""Returned where states of one class are all the same, and those of different ones are not."""


def separation(states: Doubles, labels: NDArray[np.int64]) -> tuple[float, float, float]:
    """Return the RMS distance of states (n, units) of different classes over that of one class, and its 95 % interval.

    1: classes are mixed, or all states are the same. The interval is the jackknife's, over images. At most LARGEST.
    """
    own, all_others = _sums_of_squares(states, labels)
    sizes = (labels[:, None] == labels).sum(axis=1)
    pairs_within, pairs_apart = sizes - 1, len(labels) - sizes
    apart = all_others - own
    ratio = float(_ratio(apart.sum() / 2, own.sum() / 2, pairs_apart.sum() / 2, pairs_within.sum() / 2))
    # Without image i, the pairs that it is in are missing.
    without = _ratio(
        apart.sum() / 2 - apart, own.sum() / 2 - own, pairs_apart.sum() / 2 - pairs_apart, pairs_within.sum() / 2 - pairs_within
    )
    count = len(labels)
    error = np.sqrt((count - 1) / count * np.square(without - without.mean()).sum())
    return ratio, max(0.0, ratio - NORMAL * error), min(LARGEST, ratio + NORMAL * error)


def _sums_of_squares(states: Doubles, labels: NDArray[np.int64]) -> tuple[Doubles, Doubles]:
    """Return, for each state, the sum of its squared distances from the states of its class, and from all states: (n,)."""
    centred = states - states.mean(axis=0)
    squares = np.einsum("nu,nu->n", centred, centred)
    own = np.zeros(len(labels))
    for label in np.unique(labels):
        members = labels == label
        own[members] = _sums(centred[members], squares[members])
    return own, _sums(centred, squares)


def _sums(states: Doubles, squares: Doubles) -> Doubles:
    sums: Doubles = len(states) * squares + squares.sum() - 2 * states @ states.sum(axis=0)
    return np.maximum(sums, 0)


def _ratio(apart: Doubles, within: Doubles, pairs_apart: Doubles, pairs_within: Doubles) -> Doubles:
    """Return the root of the ratio of mean squares, or 1 if there are no pairs of a kind or no distances at all."""
    none = (pairs_apart <= 0) | (pairs_within <= 0)
    apart_mean, within_mean = apart / np.where(none, 1, pairs_apart), within / np.where(none, 1, pairs_within)
    still = within_mean <= 1e-12 * apart_mean
    ratio = np.sqrt(apart_mean / np.where(still, 1, within_mean))
    found = np.where(still, np.where(apart_mean > 0, LARGEST, 1.0), np.minimum(ratio, LARGEST))
    result: Doubles = np.where(none, 1.0, found)
    return result
