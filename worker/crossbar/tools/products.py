"""Matrix products, at the speed that this machine has for small ones.

On some processors OpenBLAS (which comes with NumPy's wheels) multiplies small matrices without first copying them into the memory
layout that its large products need. A product with too many columns for that is computed here a few columns at a time, where that
was measured to be faster and to give the same numbers, bit for bit: not every routine sums in the same order for every shape.
"""

from __future__ import annotations

import time
from functools import lru_cache

import numpy as np

from worker.crossbar.tools.arrays import Floats

SMALL = 1_000_000
"""Largest number of multiplications for which OpenBLAS uses its routine for small products."""
FEWEST_OUTPUTS = 32
"""With fewer outputs the routine for small products is no faster."""
MOST_INPUTS = 256
"""Large products sum at most this many terms in one go and add partial sums beyond, which would round differently."""
WIDTHS = (128, 64, 50, 32, 25, 16)
"""Numbers of columns multiplied at a time; the first that divides all columns is taken.

Powers of two divide blocks of images, the others divide subsets of 10,000 images.
"""
TRIALS = 5
"""Measurements of either way, of which the fastest counts: a few milliseconds for each shape, once in a process."""
LONGEST_S = 0.01
"""No further measurement begins after this time."""
GAIN = 0.97
"""Largest share of the time that a few columns at a time may take in order to be chosen."""


def columns_product(left: Floats, right: Floats, *, out: Floats | None = None) -> Floats:
    """Return the matrix product of `left` (..., p, m) and `right` (..., m, n): (..., p, n).

    It is written to `out` if that is given. The result is the same as that of `np.matmul`, bit for bit.
    """
    outputs, inputs = left.shape[-2:]
    count = right.shape[-1]
    width = columns_at_a_time(outputs, inputs, count)
    if width is None:
        return np.matmul(left, right, out=out)
    result = np.empty((*right.shape[:-2], outputs, count), np.result_type(left, right)) if out is None else out
    _multiply_in_blocks(left, right, width, result)
    return result


@lru_cache(maxsize=256)
def columns_at_a_time(outputs: int, inputs: int, count: int) -> int | None:
    """Return how many of `count` columns to multiply at a time with a matrix (outputs, inputs), or None for all at once."""
    if outputs < FEWEST_OUTPUTS or not 0 < inputs <= MOST_INPUTS:
        return None
    widths = (width for width in WIDTHS if width * outputs * inputs <= SMALL and count % width == 0)
    width = next(widths, count)
    return width if 0 < width < count and pays(outputs, inputs, count, width) else None


def pays(outputs: int, inputs: int, count: int, width: int) -> bool:
    """Return whether this machine multiplies so many columns faster `width` at a time, with the same result bit for bit.

    The answer changes how long a product takes and nothing else.
    """
    random = np.random.default_rng(0)
    left = random.standard_normal((inputs, outputs), dtype=np.float32).T  # as weights lie
    right = random.standard_normal((inputs, count), dtype=np.float32)
    whole, blocks = (np.empty((outputs, count), np.float32) for _ in range(2))
    at_once, in_blocks = [], []
    ends = time.perf_counter() + LONGEST_S
    for trial in range(TRIALS):
        began = time.perf_counter()
        if trial and began > ends:
            break
        np.matmul(left, right, out=whole)
        between = time.perf_counter()
        _multiply_in_blocks(left, right, width, blocks)
        at_once.append(between - began)
        in_blocks.append(time.perf_counter() - between)
    return min(in_blocks) < GAIN * min(at_once) and bool(np.array_equal(whole, blocks))


def _multiply_in_blocks(left: Floats, right: Floats, width: int, out: Floats) -> None:
    np.matmul(left[..., None, :, :], _in_blocks(right, width), out=_in_blocks(out, width))


def _in_blocks(values: Floats, width: int) -> Floats:
    """View values (..., rows, n) as blocks of columns (..., n / width, rows, width)."""
    return values.reshape(*values.shape[:-1], values.shape[-1] // width, width).swapaxes(-2, -3)
