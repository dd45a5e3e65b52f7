"""Functions of a weight, or of a pixel, as a few numbers: piecewise linear between nodes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.analysis.margins.normal import Numbers


def _denser_at_zero(count: int) -> Numbers:
    """Return numbers from -1 to 1 whose distance grows with their size: most weights are small."""
    evenly = np.linspace(-1, 1, count)
    return evenly * np.abs(evenly)


BESIDE_ZERO = 0.002
"""A node on each side of 0, between which laws of pairs may jump: the idle device changes its side there."""
WEIGHT_NODES = np.sort(np.append(_denser_at_zero(17), (-BESIDE_ZERO, BESIDE_ZERO)))
"""Nodes of functions of a weight, as fractions of w_max = max |w| of its layer."""
PIXEL_NODES = np.linspace(0, 1, 17)
"""Nodes of functions of a pixel."""
FINE = _denser_at_zero(1025)
"""Weights, as fractions of w_max, at which laws are known before they become functions between nodes."""
SPREAD_EVENLY = 1e-4
"""Share of the weights that counts as spread over all of `FINE`, so that the law is known where there are none."""


def hat(values: NDArray[Any], nodes: Numbers, index: int) -> NDArray[np.float32]:
    """Return the piecewise linear function that is 1 at one node and 0 at all others, at values of any shape."""
    heights = np.zeros(len(nodes))
    heights[index] = 1
    found: NDArray[np.float32] = np.interp(values, nodes, heights).astype(np.float32)
    return found


def hats(values: NDArray[Any], nodes: Numbers) -> NDArray[np.float32]:
    """Return all of these functions for values (v,): (v, nodes)."""
    return np.stack([hat(values, nodes, index) for index in range(len(nodes))], axis=-1)


def counts_at_fine(fractions: NDArray[Any]) -> Numbers:
    """Return how many weights, given as fractions of w_max (any shape), are nearest to each of `FINE`."""
    halfway = (FINE[:-1] + FINE[1:]) / 2
    return np.bincount(np.searchsorted(halfway, np.ravel(fractions)), minlength=len(FINE)).astype(np.float64)


_HATS = hats(FINE, WEIGHT_NODES).astype(np.float64)


def at_nodes(values: Numbers, counts: Numbers) -> Numbers:
    """Return the function between nodes (nodes,) that is nearest to values at `FINE` (fine,).

    It is that of least squares over the weights, of which there are so many (fine,) at each. A function that is linear between
    nodes is found exactly; where it is finer than the nodes are, as the error of rounding to levels, its mean is.
    """
    shares = (1 - SPREAD_EVENLY) * counts / max(counts.sum(), 1) + SPREAD_EVENLY / len(FINE)
    weighted = _HATS * shares[:, None]
    solved: Numbers = np.linalg.solve(_HATS.T @ weighted, values @ weighted)
    return solved


def between_nodes(function: Numbers) -> Numbers:
    """Return the values at `FINE` of a function that is given at nodes."""
    return np.interp(FINE, WEIGHT_NODES, function)
