"""A drawn order in place of that of classes. Scripts contain this file as it is.

It needs NumPy alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ORDER_SEED = 20261130
"""Names the order, which is the same on every machine."""


def is_sorted(labels: NDArray[np.integer]) -> bool:
    """Return whether neighbours have different labels less than half as often as in a drawn order."""
    if len(labels) < 3:
        return False
    shares = np.bincount(labels) / len(labels)
    differing = np.mean(labels[1:] != labels[:-1])
    return bool(differing < 0.5 * (1 - np.sum(shares**2)))


def drawn(count: int) -> NDArray[np.intp]:
    """Return an order of so many images: (count,). PCG64 defines its random bits, in all versions of NumPy."""
    return np.argsort(np.random.PCG64(ORDER_SEED).random_raw(count), kind="stable")
