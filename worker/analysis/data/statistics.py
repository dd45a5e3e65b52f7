"""A data set in numbers: classes, channels or features, and a histogram of its values."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.datasets import identity, load, record_of
from backend.schemas.dataset import DatasetRecord
from backend.schemas.dataset_view import ChannelStatistics, DatasetStatistics, Part, PartStatistics, StatisticsRequest

BINS = 32
MOST_SHOWN = 64
"""Largest number of channels or features that are described one by one."""
KEPT = 32
"""Data sets whose numbers are kept."""
BLOCK = 1000
"""Images of which sums are made at a time, in double precision."""


def statistics(request: StatisticsRequest, *, data_path: Path) -> DatasetStatistics:
    """Return a data set in numbers, which are kept. Raises DataSetMissing."""
    return _statistics(request.dataset, identity(request.dataset), data_path)


@lru_cache(maxsize=KEPT)
def _statistics(name: str, _identity: str, data_path: Path) -> DatasetStatistics:
    record, data = record_of(name), load(name, data_path)
    parts = (
        part_statistics(record, "test", data.test_images, data.test_labels),
        part_statistics(record, "train", data.train_images, data.train_labels),
    )
    return DatasetStatistics(dataset=name, offset=record.offset, scale=record.scale, parts=parts)


def part_statistics(record: DatasetRecord, part: Part, images: NDArray[np.float32], labels: NDArray[np.int64]) -> PartStatistics:
    """Return the numbers of images or sequences (n, height, width, channels) and their labels (n,)."""
    along = record.channels if record.kind == "image" else record.shape[1]
    # A sequence is an image with one row for each time step, and one column for each feature.
    values = images.reshape(-1, along)
    low, high = values.min(axis=0), values.max(axis=0)
    mean, std = _moments(values)
    whole_mean = float(mean.mean())
    whole_std = float(np.sqrt(max(0.0, (std**2 + mean**2).mean() - whole_mean**2)))
    edges = np.linspace(min(0.0, float(low.min())), max(1.0, float(high.max())), BINS + 1)
    return PartStatistics(
        part=part,
        count=len(labels),
        by_class=tuple(np.bincount(labels, minlength=len(record.classes)).tolist()),
        mean=whole_mean,
        std=whole_std,
        low=float(low.min()),
        high=float(high.max()),
        channels=tuple(
            ChannelStatistics(
                index=index, mean=float(mean[index]), std=float(std[index]), low=float(low[index]), high=float(high[index])
            )
            for index in range(min(along, MOST_SHOWN))
        ),
        edges=tuple(edges.tolist()),
        histogram=tuple(np.histogram(values, bins=edges)[0].tolist()),
    )


def _moments(values: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of each column of (rows, columns), summed in double precision, block after block."""
    rows = max(1, BLOCK * BLOCK // values.shape[1])
    blocks = [values[start : start + rows] for start in range(0, len(values), rows)]
    mean = np.sum([block.sum(axis=0, dtype=np.float64) for block in blocks], axis=0) / len(values)
    squares = np.sum([((block - mean) ** 2).sum(axis=0) for block in blocks], axis=0) / len(values)
    return mean, np.sqrt(squares)
