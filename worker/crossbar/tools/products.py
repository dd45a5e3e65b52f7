"""Matrix products at the pace of the machine.

OpenBLAS, which NumPy's wheels bring, has a way of its own for small products on processors with AVX-512: it does
not copy the factors into the order that its large products want. Where a product is wider than that way allows,
it is done a few columns at a time. Every sum is of the same numbers in the same order, so that the result is the same.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

import numpy as np

from worker.crossbar.tools.arrays import Floats

SMALL = 1_000_000
"""Multiplications of a product that OpenBLAS still takes for small."""
FEWEST_OUTPUTS = 32
"""With fewer the small way is no faster."""
MOST_INPUTS = 256
"""Large products sum so many numbers in one go, and more of them in parts: another order, another rounding."""
WIDTHS = (128, 64, 50, 32, 25, 16)
"""Of what is multiplied at a time, of which the first that divides the columns counts: powers of two divide blocks of
images, the others divide subsets of 10,000."""


def columns_product(left: Floats, right: Floats, *, out: Floats | None = None) -> Floats:
    """Left (..., p, m) times right (..., m, n): (..., p, n), in `out` where it is given."""
    outputs, inputs = left.shape[-2:]
    count = right.shape[-1]
    width = columns_at_a_time(outputs, inputs, count)
    if width is None or count == width:
        return np.matmul(left, right, out=out)
    result = np.empty((*right.shape[:-2], outputs, count), np.float32) if out is None else out
    np.matmul(left[..., None, :, :], _side_by_side(right, width), out=_side_by_side(result, width))
    return result


@lru_cache(maxsize=256)
def columns_at_a_time(outputs: int, inputs: int, count: int) -> int | None:
    """How many of `count` columns to multiply with a matrix of this shape in one small product; None: better all at once."""
    if not SMALL_IS_FASTER or outputs < FEWEST_OUTPUTS or inputs > MOST_INPUTS:
        return None
    return next((width for width in WIDTHS if width * outputs * inputs <= SMALL and count % width == 0), None)


def _side_by_side(values: Floats, width: int) -> Floats:
    """(..., rows, n) as a view (..., n / width, rows, width)."""
    return values.reshape(*values.shape[:-1], values.shape[-1] // width, width).swapaxes(-2, -3)


def _has_avx512() -> bool:
    try:
        features = import_module("numpy._core._multiarray_umath").__cpu_features__  # what numpy.show_runtime() prints
    except (ImportError, AttributeError):
        return False
    return bool(features.get("AVX512_SKX", False))


SMALL_IS_FASTER = _has_avx512()
