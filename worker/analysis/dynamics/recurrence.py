"""Whether states come back to where they were."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats

LONGEST_PERIOD = 32
"""Longest period that is looked for, in samples of the states."""
SETTLED = 1e-3
"""A state is where it was if it differs by at most this share of its norm."""
DRIFT = 0.02
"""It does not drift if it differs by at most this share of its norm from where it was as many whole periods ago as there are."""
COMES_BACK = 0.1
"""A state comes near to where it was, after it had left, if it differs by at most this share of its norm."""
LEFT = 4.0
"""It had left if it was so many times farther away."""


def norms_of(states: Floats) -> Floats:
    """Return the norms (..., n) of states (..., units, n)."""
    norms: Floats = np.sqrt(np.einsum("...un,...un->...n", states, states))
    return norms


def recurrence(samples: Floats, norms: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return after how many samples each state is where it was, and how near it came to that after it had left: (n,) each.

    Samples (samples, units, n) are in the order of time; `norms` (n,) are those of the last one. The first result is 0 for a
    state that is nowhere twice for a whole period. The second is a share of the norm, infinite if a state never left, or did
    not come back after it had.
    """
    if len(samples) < 2:
        return np.zeros(len(norms), np.int64), np.full(len(norms), np.inf, np.float32)
    distances = np.stack([norms_of(sample - samples[-1]) for sample in samples[-2::-1]])
    return _periods(samples, distances, norms), _returns(distances, norms)


def _periods(samples: Floats, distances: Floats, norms: Floats) -> NDArray[np.int64]:
    periods = np.zeros(len(norms), np.int64)
    for period in range(1, min(LONGEST_PERIOD, len(samples) // 2) + 1):
        long_ago = (len(samples) - 1) // period * period
        near = (distances[period - 1] <= SETTLED * norms) & (distances[long_ago - 1] <= DRIFT * norms)
        left = np.flatnonzero((periods == 0) & near)
        for back in range(2, period + 1):
            if not left.size:
                break
            change = norms_of(samples[-back][:, left] - samples[-back - period][:, left])
            left = left[change <= SETTLED * norms[left]]
        periods[left] = period
    return periods


def _returns(distances: Floats, norms: Floats) -> Floats:
    farthest = distances.max(axis=0)
    away = np.maximum.accumulate(distances >= farthest / 2, axis=0)
    nearest = np.where(away, distances, np.inf).min(axis=0)
    found = np.divide(nearest, norms, out=np.full(len(norms), np.inf), where=(norms > 0) & (farthest > LEFT * nearest))
    returns: Floats = found.astype(np.float32)
    return returns
