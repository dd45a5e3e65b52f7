"""Convolution on one crossbar: each position of the kernel is one matrix-vector multiplication with the patch below it.

Values have the shape (height, width, channels, n). A patch then consists of a few contiguous pieces of memory, the outputs at a
position are contiguous too, and flattening with channels last, as in Keras, copies nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Activation, Layer, Positions, Seen, Weighted
from worker.crossbar.layers.max_pool2d import MaxPool2D, elementwise_maximum, max_pool
from worker.crossbar.layers.window import NONE, Padding, Pair, Window, pair
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.rectify import relu, relu_gradient
from worker.crossbar.tools.scratch import Scratch

_Read = Callable[[Floats, Window], Positions]
"""Return the reads of a crossbar at the positions of a kernel on values (rows, columns, channels, n)."""
STRIP_VALUES = 1 << 20
"""Float32 values of patches and outputs that are processed at a time: a share of the last-level cache."""


@dataclass(frozen=True, eq=False)
class Conv2D(Weighted):
    """A convolution with channels last, followed by a bias and an activation.

    `kernel` has the shape (height, width, channels / groups, filters), `bias` (filters,). Padding is with zeros. Channels and
    filters are cut into `groups`, in their order; the filters of a group see its channels alone.
    """

    kernel: Floats
    bias: Floats
    padding: Padding = "valid"
    activation: Activation = "relu"
    strides: int | Pair = 1
    dilation: int | Pair = 1
    groups: int = 1

    kind: ClassVar[str] = "conv2d"
    at_positions: ClassVar[bool] = True

    @property
    def window(self) -> Window:
        """The kernel's size and steps."""
        height, width = self.kernel.shape[:2]
        return Window(height, width, pair(self.strides), pair(self.dilation))

    def absorbs(self, following: Layer | None) -> bool:
        """Return whether the following layer is a max-pooling by squares, which is then applied before bias and activation."""
        return isinstance(following, MaxPool2D) and following.square is not None

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return outputs (rows, columns, filters, n) for images (height, width, channels, n), after the absorbed max-pooling.

        They are stored in the scratch: use them before the next block of images.
        """
        if values.strides[-1] != values.itemsize:  # images one after another: every patch would go through all of them
            values = np.ascontiguousarray(values)
        pool = (access.following.square or 1) if isinstance(access.following, MaxPool2D) else 1
        # An observer is shown all positions of a block at once.
        whole = access.is_observed
        return _convolve(self, access.positions, values, access.scratch, name=access.name, pool=pool, whole=whole)

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient of every patch, added where patches overlap.

        All positions are columns of one read, row by row, and the images of each position lie side by side.
        """
        if self.activation == "relu":
            gradient = relu_gradient(gradient, seen.outputs)
        values, kernel = seen.values[0], self.window
        rows, columns, filters, count = gradient.shape
        patches = seen.back(0, np.moveaxis(gradient, 2, 0).reshape(filters, -1))
        pixels, (channels, count) = kernel.height * kernel.width, values.shape[2:]
        by_group = patches.reshape(self.groups, pixels, channels // self.groups, rows, columns, count)
        pieces = (by_group[:, pixel].reshape(channels, rows, columns, count) for pixel in range(pixels))
        in_place = (np.moveaxis(piece, 0, 2) for piece in pieces)
        return (kernel.put_back(in_place, values.shape, self.padding, gradient.dtype),)


def _convolve(
    layer: Conv2D, positions_of: _Read, values: Floats, scratch: Scratch, *, name: str, pool: int = 1, whole: bool = False
) -> Floats:
    """Return convolution, bias and activation, maximised over pool x pool windows: (rows, columns, filters, n).

    They are stored in the work array `name`. The image is processed in strips of rows. With `whole`, all positions are
    multiplied at once and in their natural order, also those outside all windows. Bias and ReLU follow the pooling: both are
    monotonic, so that the numbers are the same for a fraction of the work.
    """
    window = layer.window
    margins = window.margins(layer.padding, *values.shape[:2])
    values, window = window.thinned(values) if margins == NONE else (values, window._replace(lacking=margins))
    reads = positions_of(values, window)
    channels, count = values.shape[2:]
    height, width = (length + sum(sides) for length, sides in zip(values.shape, margins, strict=False))
    (rows, columns), filters = window.places(height, width), layer.kernel.shape[3]
    if whole:
        positions = scratch.floats("places", 1, 1, rows, columns, filters, count)
        reads.read(slice(height), 1, positions)
        result = scratch.floats(name, rows // pool, columns // pool, filters, count)
        result[...] = max_pool(positions[0, 0], pool)
        _activate(layer, result, scratch)
        return result
    result_rows, result_columns = rows // pool, columns // pool
    result = scratch.floats(name, result_rows, result_columns, filters, count)
    rows_per_strip = _strip_windows((window.width * channels + filters) * columns * pool * count, result_rows)
    for top in range(0, result_rows, rows_per_strip):
        strip_result = result[top : top + rows_per_strip]
        strip_rows = len(strip_result)
        positions = strip_result[None, None] if pool == 1 else scratch.floats("places", pool, pool, *strip_result.shape)
        reads.read(window.rows_of(top * pool, strip_rows * pool), pool, positions)
        if pool > 1:
            elementwise_maximum(list(positions.reshape(pool * pool, *strip_result.shape)), strip_result)
        _activate(layer, strip_result, scratch)  # which is in the cache still
    return result


def _strip_windows(values_of_a_row: int, rows: int) -> int:
    """Return how many rows of windows make a strip, at least one, given the values of patches and outputs in one such row."""
    return min(max(1, STRIP_VALUES // values_of_a_row), max(1, rows))


def _activate(layer: Conv2D, values: Floats, scratch: Scratch) -> None:
    """Apply bias and activation in place."""
    # Laid out for a whole row: NumPy is slow where a short run of memory meets a number of its own.
    row = scratch.floats("bias", *values.shape[1:])
    row[...] = layer.bias[:, None]
    values += row
    if layer.activation == "relu":
        relu(values, scratch)
