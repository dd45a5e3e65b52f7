"""Convolution on one array: every place of the kernel is one matrix-vector multiplication with its patch.

Values are (height, width, channels, n): a patch is a few whole pieces of memory, what a place gives is another, and
flattening with channels last, as Keras does it, copies nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from worker.crossbar.layers import Conv2D, Floats
from worker.crossbar.scratch import Scratch

Multiply = Callable[[Floats, Floats], Floats]
"""Patches (places, m, n) to outputs (places, p, n), which may lie in the second array."""
STRIP_VALUES = 1 << 18
"""Float32 values of the patches and outputs that are worked on at a time: a share of the last-level cache."""


def convolve(
    layer: Conv2D, multiply: Multiply, values: Floats, scratch: Scratch, *, name: str, pool: int = 1, whole: bool = False
) -> Floats:
    """Convolution, bias and activation, and the largest of each pool x pool places: (rows, columns, filters, n).

    They lie in the scratch array `name`. The image is worked on in strips of rows, `whole` for all rows at once.
    Bias and ReLU come after the pooling, which gives the same numbers, as both keep the order, for a fraction
    of the work.
    """
    height, width, channels, filters = layer.kernel.shape
    if layer.padding == "same":
        above, left = (height - 1) // 2, (width - 1) // 2
        values = np.pad(values, ((above, height - 1 - above), (left, width - 1 - left), (0, 0), (0, 0)))
    rows, columns, count = values.shape[0] - height + 1, values.shape[1] - width + 1, values.shape[3]
    inputs = height * width * channels
    strip = rows if whole else strip_rows((inputs + filters) * columns * count, rows, pool)
    result = scratch.floats(name, rows // pool, columns // pool, filters, count)
    # Rows that no window of the pooling takes are not computed, but for an observer.
    for top in range(0, rows if whole else rows // pool * pool, strip):
        deep = min(strip, rows - top)
        patches = scratch.floats("patches", deep, columns, height, width, channels, count)
        for down in range(height):
            for right in range(width):
                patches[:, :, down, right] = values[top + down : top + down + deep, right : right + columns]
        places = deep * columns
        outputs = multiply(patches.reshape(places, inputs, count), scratch.floats("places", places, filters, count))
        _pool(outputs.reshape(deep, columns, filters, count), pool, result[top // pool : (top + deep) // pool])
    result += layer.bias[:, None]
    return np.maximum(result, 0, out=result) if layer.activation == "relu" else result


def strip_rows(values_of_a_row: int, rows: int, pool: int) -> int:
    """Rows of a strip: whole windows of the pooling, as many as fit, at least one."""
    return min(max(1, STRIP_VALUES // (values_of_a_row * pool)) * pool, max(pool, rows // pool * pool))


def max_pool(values: Floats, size: int) -> Floats:
    """(rows, columns, channels, n) to (rows / size, columns / size, channels, n)."""
    rows, columns, channels, count = values.shape
    result = np.empty((rows // size, columns // size, channels, count), np.float32)
    _pool(values, size, result)
    return result


def _pool(values: Floats, size: int, out: Floats) -> None:
    rows, columns = out.shape[0] * size, out.shape[1] * size
    parts = [values[down:rows:size, right:columns:size] for down in range(size) for right in range(size)]
    if len(parts) == 1:
        out[...] = values
        return
    np.maximum(parts[0], parts[1], out=out)
    for part in parts[2:]:
        np.maximum(out, part, out=out)
