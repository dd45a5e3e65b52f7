"""Matrix products, at the speed that OpenBLAS has for small ones.

On processors with AVX-512, OpenBLAS (which comes with NumPy's wheels) multiplies small matrices without first copying them into
the memory layout that its large products need. A product with too many columns for that is computed here a few columns at a
time. Every sum has the same terms in the same order, so that the result is the same bit for bit.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

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


def columns_product(left: Floats, right: Floats, *, out: Floats | None = None) -> Floats:
    """Return the matrix product of `left` (..., p, m) and `right` (..., m, n): (..., p, n).

    It is written to `out` if that is given. The result is the same as that of `np.matmul`, bit for bit.
    """
    outputs, inputs = left.shape[-2:]
    count = right.shape[-1]
    width = columns_at_a_time(outputs, inputs, count)
    if width is None or count == width:
        return np.matmul(left, right, out=out)
    result = np.empty((*right.shape[:-2], outputs, count), np.float32) if out is None else out
    np.matmul(left[..., None, :, :], _in_blocks(right, width), out=_in_blocks(result, width))
    return result


@lru_cache(maxsize=256)
def columns_at_a_time(outputs: int, inputs: int, count: int) -> int | None:
    """Return how many of `count` columns to multiply at a time with a matrix (outputs, inputs), or None for all at once."""
    if not SMALL_IS_FASTER or outputs < FEWEST_OUTPUTS or inputs > MOST_INPUTS:
        return None
    return next((width for width in WIDTHS if width * outputs * inputs <= SMALL and count % width == 0), None)


def _in_blocks(values: Floats, width: int) -> Floats:
    """View values (..., rows, n) as blocks of columns (..., n / width, rows, width)."""
    return values.reshape(*values.shape[:-1], values.shape[-1] // width, width).swapaxes(-2, -3)


def _has_avx512() -> bool:
    try:
        features = import_module("numpy._core._multiarray_umath").__cpu_features__  # what numpy.show_runtime() prints
    except (ImportError, AttributeError):
        return False
    return bool(features.get("AVX512_SKX", False))


SMALL_IS_FASTER = _has_avx512()
