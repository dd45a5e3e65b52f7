"""Some images or sequences of a data set, as numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backend.datasets import load, record_of
from backend.schemas.dataset_view import Sample, Samples, SamplesRequest

MOST_VALUES = 400_000
"""Largest number of values of one answer, some megabytes of text; there is always one image or sequence."""


def samples(request: SamplesRequest, *, data_path: Path) -> Samples:
    """Return some images or sequences. Raises DataSetMissing, and ValueError for a class that there is not."""
    record = record_of(request.dataset)
    if record.lacking({"class": request.label}):
        raise ValueError(f"class must be at most {len(record.classes) - 1}; received {request.label}")
    data = load(request.dataset, data_path)
    images, labels = (data.test_images, data.test_labels) if request.part == "test" else (data.train_images, data.train_labels)
    chosen = np.arange(len(labels)) if request.label is None else np.flatnonzero(labels == request.label)
    if request.seed is not None:
        chosen = np.random.default_rng(request.seed).permutation(chosen)
    count = min(request.count, max(1, MOST_VALUES // record.values))
    items = [
        Sample(index=index, label=int(labels[index]), values=np.round(images[index].ravel().astype(np.float64), 4).tolist())
        for index in chosen[request.start : request.start + count].tolist()
    ]
    return Samples(
        dataset=request.dataset,
        part=request.part,
        shape=record.shape,
        offset=record.offset,
        scale=record.scale,
        items=items,
        total=len(chosen),
    )
