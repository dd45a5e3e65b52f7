"""Convolution on one array: every position of the kernel is one matrix-vector multiplication with its patch.

Values are (height, width, channels, n): a patch is a few whole pieces of memory, what a position gives is another, and
flattening with channels last, as Keras does it, copies nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from worker.crossbar.layers.layer import Access, Activation, Layer, Weighted
from worker.crossbar.layers.max_pool2d import MaxPool2D, largest, max_pool
from worker.crossbar.layers.patches import Patches
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.rectify import relu
from worker.crossbar.tools.scratch import Scratch

_Multiply = Callable[[Patches, Floats], None]
"""Of every patch the outputs of the array, into (pool, pool, rows of windows, columns of windows, p, n)."""
STRIP_VALUES = 1 << 20
"""Float32 values of the patches and outputs that are worked on at a time: a share of the last-level cache."""


@dataclass(frozen=True, eq=False)
class Conv2D(Weighted):
    """Stride 1, channels last. `kernel` (height, width, channels, filters), `bias` (filters,)."""

    kernel: Floats
    bias: Floats
    padding: Literal["valid", "same"] = "valid"
    activation: Activation = "relu"

    kind: ClassVar[str] = "conv2d"
    at_positions: ClassVar[bool] = True

    def absorbs(self, following: Layer | None) -> bool:
        """A max-pooling, which is done before bias and activation."""
        return isinstance(following, MaxPool2D)

    def forward(self, values: Floats, access: Access) -> Floats:
        """(rows, columns, filters, n), after the pooling that may follow."""
        if values.strides[-1] != values.itemsize:  # images one after another: every patch would go through all of them
            values = np.ascontiguousarray(values)
        pool = access.following.size if isinstance(access.following, MaxPool2D) else 1
        # An observer is shown all positions of a block at once.
        whole = access.is_observed
        return _convolve(self, access.multiply_places, values, access.scratch, name=access.name, pool=pool, whole=whole)


def _convolve(
    layer: Conv2D, multiply: _Multiply, values: Floats, scratch: Scratch, *, name: str, pool: int = 1, whole: bool = False
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
    strip = _strip_windows((width * channels + filters) * columns * pool * count, down)
    for top in range(0, down, strip):
        into = result[top : top + strip]
        deep = len(into)
        patches = Patches.of(values[top * pool : (top + deep) * pool + height - 1], (height, width), pool, scratch)
        places = into[None, None] if pool == 1 else scratch.floats("places", pool, pool, *into.shape)
        multiply(patches, places)
        if pool > 1:
            largest(list(places.reshape(pool * pool, *into.shape)), into)
    return _activate(layer, result, scratch)


def _strip_windows(values_of_a_row: int, rows: int) -> int:
    """Rows of windows in a strip, at least one; `values_of_a_row` are those of the patches and outputs of one."""
    return min(max(1, STRIP_VALUES // values_of_a_row), max(1, rows))


def _activate(layer: Conv2D, values: Floats, scratch: Scratch) -> Floats:
    """Bias and activation, in place."""
    # Laid out for a whole row: NumPy is slow where a short run of memory meets a number of its own.
    row = scratch.floats("bias", *values.shape[1:])
    row[...] = layer.bias[:, None]
    values += row
    return relu(values, scratch) if layer.activation == "relu" else values
