"""Data that come in the order of their classes, in a drawn order: the first of them then stand for all.

Converters are calibrated with the first training images, and runs of fewer images show the first test images.
"""

from __future__ import annotations

from dataclasses import replace

from backend.datasets.files.drawn import drawn, is_sorted
from backend.datasets.files.source import Dataset


def mixed(data: Dataset) -> Dataset:
    """Return a data set with those of its parts in a drawn order that are sorted by class."""
    train, test = (drawn(len(labels)) if is_sorted(labels) else None for labels in (data.train_labels, data.test_labels))
    if train is not None:
        data = replace(data, train_images=data.train_images[train], train_labels=data.train_labels[train])
    if test is not None:
        data = replace(data, test_images=data.test_images[test], test_labels=data.test_labels[test])
    return data
