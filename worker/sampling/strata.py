"""Which images a draw is shown where not all: as many of each class as there are, one at random of every few.

Noise costs whole classes: a chip may take every 4 for a 9. A sample that has each class's share says more of a chip
than one drawn from all images alike. Stratified sampling, W. G. Cochran, Sampling Techniques (1977), chapters 5 and 5A.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def by_class(labels: NDArray[np.int64]) -> NDArray[np.intp]:
    """Images (n,) in the order of their classes, in which a sample takes one of each few neighbours."""
    return np.argsort(labels, kind="stable")


def sample(order: NDArray[np.intp], count: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """One image at random of each of `count` groups of neighbours, in their order: (count,).

    Every image is as likely as any other where count divides the images.
    """
    edges = np.arange(count + 1) * len(order) // count
    chosen: NDArray[np.intp] = order[generator.integers(edges[:-1], edges[1:])]
    return chosen


def variance_in_groups(sampled: NDArray[Any]) -> float:
    """Of values in a group, from one value of each (n,): half the mean square of neighbours' difference.

    Groups side by side are taken for alike (collapsed strata); where they are not, this is too much rather than too little.
    One value has no neighbour, and all there is of it: 0.
    """
    differences = np.diff(sampled.astype(np.float64))
    return float(np.mean(np.square(differences))) / 2 if differences.size else 0.0
