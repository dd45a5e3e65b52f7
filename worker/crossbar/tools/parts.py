"""Arrays a few rows at a time, so that several operations, one after another, find the values still in the cache."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

from numpy.typing import NDArray

PART_VALUES = 1 << 16
"""Values of a part: 256 KiB of float32, which many cores have as a cache of their own."""


def parts(*arrays: NDArray[Any]) -> Iterator[tuple[NDArray[Any], ...]]:
    """Yield the same rows of several arrays of one shape, as views, one part after another.

    What is done element by element gives the same numbers in parts as at once.
    """
    first = arrays[0]
    if first.size <= PART_VALUES or not first.ndim:
        yield arrays
        return
    rows = max(1, PART_VALUES // prod(first.shape[1:]))
    for start in range(0, len(first), rows):
        yield tuple(array[start : start + rows] for array in arrays)
