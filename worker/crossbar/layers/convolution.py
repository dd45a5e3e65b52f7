"""Convolution on one array: every place of the kernel is one matrix-vector multiplication with its patch.

Values are (height, width, channels, n): a patch is a few whole pieces of memory, what a place gives is another, and
flattening with channels last, as Keras does it, copies nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from worker.crossbar.layers.layers import Conv2D
from worker.crossbar.layers.patches import Patches
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.rectify import relu
from worker.crossbar.tools.scratch import Scratch

Multiply = Callable[[Patches, Floats], None]
"""Of every patch the outputs of the array, into (pool, pool, rows of windows, columns of windows, p, n)."""
STRIP_VALUES = 1 << 20
"""Float32 values of the patches and outputs that are worked on at a time: a share of the last-level cache."""


def convolve(
    layer: Conv2D, multiply: Multiply, values: Floats, scratch: Scratch, *, name: str, pool: int = 1, whole: bool = False
) -> Floats:
    """Convolution, bias and activation, and the largest of each pool x pool places: (rows, columns, filters, n).

    They lie in the scratch array `name`. The image is worked on in strips of rows; `whole` for all places at once and
    in their own order, those as well that no window of the pooling takes.
    Bias and ReLU come after the pooling, which gives the same numbers, as both keep the order, for a fraction
    of the work.
    """
    height, width, channels, filters = layer.kernel.shape
    if layer.padding == "same":
        above, left = (height - 1) // 2, (width - 1) // 2
        values = np.pad(values, ((above, height - 1 - above), (left, width - 1 - left), (0, 0), (0, 0)))
    rows, columns, count = values.shape[0] - height + 1, values.shape[1] - width + 1, values.shape[3]
    if whole:
        places = scratch.floats("places", 1, 1, rows, columns, filters, count)
        multiply(Patches.of(values, (height, width), 1, scratch), places)
        result = scratch.floats(name, rows // pool, columns // pool, filters, count)
        result[...] = max_pool(places[0, 0], pool)
        return _activate(layer, result, scratch)
    down, across = rows // pool, columns // pool
    result = scratch.floats(name, down, across, filters, count)
    strip = strip_windows((width * channels + filters) * columns * pool * count, down)
    for top in range(0, down, strip):
        into = result[top : top + strip]
        deep = len(into)
        patches = Patches.of(values[top * pool : (top + deep) * pool + height - 1], (height, width), pool, scratch)
        places = into[None, None] if pool == 1 else scratch.floats("places", pool, pool, *into.shape)
        multiply(patches, places)
        if pool > 1:
            _largest(list(places.reshape(pool * pool, *into.shape)), into)
    return _activate(layer, result, scratch)


def strip_windows(values_of_a_row: int, rows: int) -> int:
    """Rows of windows in a strip, at least one; `values_of_a_row` are those of the patches and outputs of one."""
    return min(max(1, STRIP_VALUES // values_of_a_row), max(1, rows))


def max_pool(values: Floats, size: int) -> Floats:
    """(rows, columns, channels, n) to (rows / size, columns / size, channels, n)."""
    rows, columns, channels, count = values.shape
    result = np.empty((rows // size, columns // size, channels, count), np.float32)
    rows, columns = len(result) * size, result.shape[1] * size
    _largest([values[down:rows:size, right:columns:size] for down in range(size) for right in range(size)], result)
    return result


def _largest(parts: list[Floats], out: Floats) -> None:
    if len(parts) == 1:
        out[...] = parts[0]
        return
    np.maximum(parts[0], parts[1], out=out)
    for part in parts[2:]:
        np.maximum(out, part, out=out)


def _activate(layer: Conv2D, values: Floats, scratch: Scratch) -> Floats:
    """Bias and activation, in place."""
    # Laid out for a whole row: NumPy is slow where a short run of memory meets a number of its own.
    row = scratch.floats("bias", *values.shape[1:])
    row[...] = layer.bias[:, None]
    values += row
    return relu(values, scratch) if layer.activation == "relu" else values
