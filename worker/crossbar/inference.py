"""A network on programmed crossbars: from images to logits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from worker.crossbar.array import Array
from worker.crossbar.layers import Conv2D, Dense, Flatten, Floats, MaxPool2D, Network, Recurrent
from worker.crossbar.recurrent import run

Observer = Callable[[int, Floats, Floats], None]
"""Hears layer, inputs (n, m) and outputs (n, p) of every matrix-vector multiplication."""
Generators = Mapping[int, np.random.Generator]
"""The stream of read noise of each layer."""


def infer(
    network: Network, arrays: Mapping[int, Array], images: Floats, reads: Generators, observe: Observer | None = None
) -> Floats:
    """Logits (n, classes) of images (n, h, w, c). `arrays` holds the programmed crossbar of each layer that has weights."""
    values = images
    for index, layer in enumerate(network.layers):
        if isinstance(layer, Dense):
            values = _dense(layer, arrays[index], _flat(values), _tell(observe, index), reads.get(index))
        elif isinstance(layer, Conv2D):
            values = _conv2d(layer, arrays[index], values, _tell(observe, index), reads.get(index))
        elif isinstance(layer, Recurrent):
            values = run(layer, _multiply(arrays[index], _tell(observe, index), reads.get(index)), _flat(values))
        elif isinstance(layer, MaxPool2D):
            values = _max_pool(values, layer.size)
        elif isinstance(layer, Flatten):
            values = _flat(values)
    return values


_Tell = Callable[[Floats, Floats], None] | None


def _tell(observe: Observer | None, index: int) -> _Tell:
    return None if observe is None else lambda inputs, outputs: observe(index, inputs, outputs)


def _multiply(array: Array, tell: _Tell, read: np.random.Generator | None) -> Callable[[Floats], Floats]:
    """One read of the array: so many rows of inputs in, as many rows of outputs out."""

    def multiply(inputs: Floats) -> Floats:
        outputs = array.multiply(inputs, read)
        if tell:
            tell(inputs, outputs)
        return outputs

    return multiply


def _flat(values: Floats) -> Floats:
    return values.reshape(len(values), -1)


def _activate(outputs: Floats, bias: Floats, activation: str) -> Floats:
    """Bias and activation are digital; both happen in place."""
    outputs += bias
    return np.maximum(outputs, 0, out=outputs) if activation == "relu" else outputs


def _dense(layer: Dense, array: Array, inputs: Floats, tell: _Tell, read: np.random.Generator | None) -> Floats:
    outputs = array.multiply(inputs, read)
    if tell:
        tell(inputs, outputs)
    return _activate(outputs, layer.bias, layer.activation)


def _conv2d(layer: Conv2D, array: Array, values: Floats, tell: _Tell, read: np.random.Generator | None) -> Floats:
    """Every place of the kernel is one matrix-vector multiplication with the flattened patch."""
    height, width, channels, filters = layer.kernel.shape
    if layer.padding == "same":
        above, left = (height - 1) // 2, (width - 1) // 2
        values = np.pad(values, ((0, 0), (above, height - 1 - above), (left, width - 1 - left), (0, 0)))
    # (n, rows, columns, channels, height, width) to (places, height * width * channels)
    windows = sliding_window_view(values, (height, width), axis=(1, 2)).transpose(0, 1, 2, 4, 5, 3)
    count, rows, columns = windows.shape[:3]
    patches = np.ascontiguousarray(windows).reshape(count * rows * columns, height * width * channels)
    outputs = array.multiply(patches, read)
    if tell:
        tell(patches, outputs)
    return _activate(outputs, layer.bias, layer.activation).reshape(count, rows, columns, filters)


def _max_pool(values: Floats, size: int) -> Floats:
    rows, columns = values.shape[1] // size, values.shape[2] // size
    parts = [values[:, down : rows * size : size, right : columns * size : size] for down in range(size) for right in range(size)]
    largest = np.maximum(parts[0], parts[-1])
    for part in parts[1:-1]:
        np.maximum(largest, part, out=largest)
    return largest
