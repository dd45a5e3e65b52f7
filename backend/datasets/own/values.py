"""The values of images and sequences: their range, what is 0 and 1 of it, and the type in which they are kept."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.datasets.files.npz import Archive, Array
from backend.datasets.own.errors import NotADataset

LARGEST = 1e30
"""Largest magnitude of a value, far within single precision."""
BYTE = 255


class Range(NamedTuple):
    """The smallest and the largest value of an array."""

    low: float
    high: float


class Map(NamedTuple):
    """Values in [0, 1] are offset + scale * raw."""

    offset: float
    scale: float


def range_of(archive: Archive, array: Array) -> Range:
    """Return the range of an array's values, read in blocks. Raises NotADataset for what is no finite number."""
    low, high = np.inf, -np.inf
    for block in archive.blocks(array):
        if block.dtype.kind == "f" and not np.isfinite(block).all():
            raise NotADataset(f"{array.name} must hold finite numbers; there is a {block[~np.isfinite(block)][0]}")
        low, high = min(low, float(block.min())), max(high, float(block.max()))
    if max(abs(low), abs(high)) > LARGEST:
        raise NotADataset(f"{array.name} must have values of at most {LARGEST:g}; received {low:g} to {high:g}")
    return Range(low, high)


def moments_of(archive: Archive, array: Array, values: Map) -> tuple[float, float]:
    """Return mean and standard deviation of an array's values as networks get them, read in blocks."""
    total = squares = 0.0
    for block in archive.blocks(array):
        mapped = values.offset + values.scale * block.astype(np.float64)
        total, squares = total + float(mapped.sum()), squares + float((mapped**2).sum())
    mean = total / array.values
    return mean, float(np.sqrt(max(0.0, squares / array.values - mean**2)))


def map_of(found: Range, dtype: np.dtype[Any], name: str) -> Map:
    """Return what makes values of this range 0 to 1. Raises NotADataset if all are the same.

    Values between 0 and 1 stay as they are, and bytes of which one is above 127 are divided by 255: a network that was trained
    on either reads the same numbers here.
    """
    low, high = found
    if low == high:
        raise NotADataset(f"{name} must have different values; all are {low:g}")
    if low >= 0 and high <= 1:
        return Map(0.0, 1.0)
    if dtype == np.uint8 and high > BYTE // 2:
        return Map(0.0, 1 / BYTE)
    return Map(-low / (high - low), 1 / (high - low))


def given_map(archive: Archive, array: Array) -> Map:
    """Return the map that a file gives itself, as offset and scale. Raises NotADataset."""
    if array.shape != (2,) or array.dtype.kind != "f":
        raise NotADataset(f"{array.name} must be two numbers, offset and scale; received {array.dtype} of shape {array.shape}")
    offset, scale = (float(value) for value in archive.whole(array))
    if not (np.isfinite(offset) and abs(offset) <= LARGEST and 1 / LARGEST <= scale <= LARGEST):
        raise NotADataset(f"{array.name} must be an offset and a positive scale; received {offset:g} and {scale:g}")
    return Map(offset, scale)


def kept_type(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the type in which values are kept: whole numbers up to 16 bits as they are, everything else in single precision."""
    if dtype.kind == "b":
        return np.dtype(np.uint8)
    if dtype.kind in "iu" and dtype.itemsize <= 2:
        return dtype.newbyteorder("<")
    return np.dtype("<f4")


def kept(block: NDArray[Any]) -> NDArray[Any]:
    """Return values in the type in which they are kept."""
    return block.astype(kept_type(block.dtype))
