"""Data that come in the order of their classes, in a drawn order: the first of them then stand for all.

Converters are calibrated with the first training images, and runs of fewer images show the first test images.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from backend.datasets.files.source import Dataset

SEED = 20261130
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
    return np.argsort(np.random.PCG64(SEED).random_raw(count), kind="stable")


def mixed(data: Dataset) -> Dataset:
    """Return a data set with those of its parts in a drawn order that are sorted by class."""
    train, test = (drawn(len(labels)) if is_sorted(labels) else None for labels in (data.train_labels, data.test_labels))
    if train is not None:
        data = replace(data, train_images=data.train_images[train], train_labels=data.train_labels[train])
    if test is not None:
        data = replace(data, test_images=data.test_images[test], test_labels=data.test_labels[test])
    return data
