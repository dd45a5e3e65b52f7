"""What one grouping of images says about another, in bits."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Groups = NDArray[np.integer]


def entropy(groups: Groups) -> float:
    """Return the entropy of a grouping (n,) in bits."""
    shares = np.unique(groups, return_counts=True)[1] / len(groups)
    return float(-(shares * np.log2(shares)).sum()) + 0.0


def information(groups: Groups, classes: Groups) -> float:
    """Return the bits that an image's group says about its class, from 0 to the entropy of the classes: both are (n,).

    Few images make any grouping seem to say something: with a group for each image, all there is to know. Images that are alone
    in their group therefore count as one group, the information that groups of these sizes would have by chance is taken off,
    and the rest is scaled so that a grouping that tells all classes apart has their entropy (adjusted mutual information; N. X.
    Vinh et al., JMLR 11, 2010).
    """
    whole = entropy(classes)
    _, of_groups, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    of_groups = np.unique(np.where(sizes[of_groups] == 1, -1, of_groups), return_inverse=True)[1]
    _, of_classes = np.unique(classes, return_inverse=True)
    table = np.zeros((of_groups.max() + 1, of_classes.max() + 1))
    np.add.at(table, (of_groups, of_classes), 1)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    filled = table > 0
    parts = table[filled] / len(groups) * np.log2(len(groups) * table[filled] / np.outer(rows, columns)[filled])
    by_chance = _by_chance(rows.astype(int), columns.astype(int))
    if whole - by_chance < 1e-9:
        return 0.0
    return min(whole, max(0.0, (float(parts.sum()) - by_chance) / (whole - by_chance) * whole))


def _by_chance(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> float:
    """Return the mean information, in bits, of random tables with these sums: each cell is then hypergeometric."""
    count = int(rows.sum())
    logs = np.array([math.lgamma(number + 1) for number in range(count + 1)])
    total = 0.0
    for a, times_a in zip(*np.unique(rows, return_counts=True), strict=True):
        for b, times_b in zip(*np.unique(columns, return_counts=True), strict=True):
            both = np.arange(max(1, a + b - count), min(a, b) + 1)
            fixed = logs[a] + logs[b] + logs[count - a] + logs[count - b] - logs[count]
            chances = np.exp(fixed - logs[both] - logs[a - both] - logs[b - both] - logs[count - a - b + both])
            total += times_a * times_b * float((chances * both / count * np.log2(count * both / (a * b))).sum())
    return total
