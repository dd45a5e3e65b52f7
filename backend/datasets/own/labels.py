"""Labels and names of classes, as people keep them: whole numbers from 0 in any type."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.datasets.files.npz import Archive, Array
from backend.datasets.own.errors import NotADataset
from backend.schemas.dataset import MOST_CLASSES

LONGEST_CLASS_NAME = 60
MOST_IMAGES = 10_000_000
"""Largest number of labels that are read."""


def labels_of(archive: Archive, name: str, images: int) -> NDArray[np.int64]:
    """Return the labels of so many images: (images,), from 0. Raises NotADataset."""
    array = archive.arrays[name]
    if len(array.shape) == 2 and array.shape[1] > 1:
        raise NotADataset(f"{name} must be one label for each image, not {array.shape}; save numpy.argmax({name}, axis=1)")
    if array.shape not in ((images,), (images, 1)):
        raise NotADataset(f"{name} must be one label for each of {images:,} images or sequences; received {array.shape}")
    if array.dtype.kind in "US":
        raise NotADataset(f"{name} must be numbers from 0, with their names in the array classes; received text")
    values = archive.whole(array).reshape(-1)
    if (wrong := _not_whole(values)).size:
        raise NotADataset(f"{name} must be whole numbers; received {wrong[0]:g}")
    if values.size and (values.min() < 0 or values.max() >= MOST_CLASSES):
        raise NotADataset(f"{name} must be from 0 to {MOST_CLASSES - 1}; received {values.min():g} to {values.max():g}")
    return values.astype(np.int64)


def _not_whole(values: NDArray[Any]) -> NDArray[Any]:
    """Those that are no whole numbers."""
    if values.dtype.kind != "f":
        return values[:0]
    with np.errstate(invalid="ignore"):
        wrong: NDArray[np.bool_] = ~np.isfinite(values) | (values != np.round(values))
    return values[wrong]


def class_names(archive: Archive, labels: NDArray[np.int64]) -> tuple[str, ...]:
    """Return the names of all classes: those of the array `classes`, or else the labels. Raises NotADataset."""
    array = archive.arrays.get("classes")
    count = int(labels.max()) + 1
    names = _given(archive, array) if array is not None else tuple(map(str, range(count)))
    if not 2 <= len(names) <= MOST_CLASSES:
        raise NotADataset(f"there must be 2 to {MOST_CLASSES:,} classes; received {len(names):,}")
    if count > len(names):
        raise NotADataset(f"labels must be from 0 to {len(names) - 1}, as classes has {len(names)} names; received {count - 1}")
    return names


def _given(archive: Archive, array: Array) -> tuple[str, ...]:
    if len(array.shape) != 1 or array.shape[0] > MOST_CLASSES:
        raise NotADataset(f"classes must be at most {MOST_CLASSES:,} names, one for each class; received the shape {array.shape}")
    if array.dtype.itemsize > 1000:
        raise NotADataset(f"classes must be names of at most {LONGEST_CLASS_NAME} letters")
    found = archive.whole(array)
    try:
        names = tuple((one.decode() if isinstance(one, bytes) else str(one)).strip() for one in found.tolist())
    except UnicodeDecodeError:
        raise NotADataset("classes must be text in UTF-8") from None
    for name in names:
        if not 1 <= len(name) <= LONGEST_CLASS_NAME or not name.isprintable():
            raise NotADataset(f"classes must be names of 1 to {LONGEST_CLASS_NAME} letters; received {name[:80]!r}")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise NotADataset(f"classes must have different names; {twice!r} is there twice")
    return names
