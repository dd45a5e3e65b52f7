"""Which images a draw is shown if not all: a random sample with each class in proportion (stratified sampling).

Noise tends to cost whole classes: a chip may classify every 4 as a 9. A sample that contains each class in proportion estimates
a chip's accuracy better than a sample from all images alike. W. G. Cochran, Sampling Techniques (1977), chapters 5 and 5A.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def by_class(labels: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the indices of images (n,) sorted by their labels (n,), in which strata are runs of neighbours."""
    return np.argsort(labels, kind="stable")


def sample(order: NDArray[np.intp], count: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Return the indices of a stratified sample (count,): one random image from each of `count` groups of neighbours in `order`.

    Every image is equally likely if `count` divides their number.
    """
    edges = np.arange(count + 1) * len(order) // count
    chosen: NDArray[np.intp] = order[generator.integers(edges[:-1], edges[1:])]
    return chosen


def variance_in_groups(sampled: NDArray[Any]) -> float:
    """Return the variance within groups, estimated from one value of each group (n,).

    It is half the mean square of the differences between neighbours. Neighbouring groups are assumed to be alike (collapsed
    strata); if they are not, the estimate is too large rather than too small. It is 0 for a single value.
    """
    differences = np.diff(sampled.astype(np.float64))
    return float(np.mean(np.square(differences))) / 2 if differences.size else 0.0
