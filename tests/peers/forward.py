"""A network around arrays of another simulator: everything digital, in plain NumPy. Imports nothing of this project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Multiply = Callable[[int, Any], Any]
"""Returns outputs (n, p) of the array of a layer for inputs (n, m)."""


def forward(layers: Sequence[Mapping[str, Any]], biases: Mapping[int, Any], images: Any, multiply: Multiply) -> Any:
    """Return the logits (n, classes) of images (n, height, width, channels)."""
    values = images
    for index, layer in enumerate(layers):
        values = STEPS[layer["kind"]](layer, values, index, biases, multiply)
    return values


def _dense(layer: Mapping[str, Any], values: Any, index: int, biases: Mapping[int, Any], multiply: Multiply) -> Any:
    outputs = multiply(index, values.reshape(len(values), -1)) + biases[index]
    return np.maximum(outputs, 0) if layer["activation"] == "relu" else outputs


def _rnn(layer: Mapping[str, Any], values: Any, index: int, biases: Mapping[int, Any], multiply: Multiply) -> Any:
    """One array [W; U], read at every time step with a chunk of the pixels and the state."""
    pixels, steps = values.reshape(len(values), -1), layer["time_steps"]
    chunk = pixels.shape[1] // steps
    state = np.zeros((len(values), len(biases[index])), np.float32)
    for step in range(steps):
        inputs = np.concatenate([pixels[:, step * chunk : (step + 1) * chunk], state], axis=1)
        state = np.maximum(multiply(index, inputs) + biases[index], 0)
    return state


def _conv2d(layer: Mapping[str, Any], values: Any, index: int, biases: Mapping[int, Any], multiply: Multiply) -> Any:
    height = width = layer["kernel_size"]
    if layer["padding"] == "same":
        above, left = (height - 1) // 2, (width - 1) // 2
        values = np.pad(values, ((0, 0), (above, height - 1 - above), (left, width - 1 - left), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(values, (height, width), axis=(1, 2))  # n, rows, columns, channels, h, w
    patches = windows.transpose(0, 1, 2, 4, 5, 3)
    count, rows, columns = patches.shape[:3]
    outputs = multiply(index, patches.reshape(count * rows * columns, -1)) + biases[index]
    outputs = outputs.reshape(count, rows, columns, -1)
    return np.maximum(outputs, 0) if layer["activation"] == "relu" else outputs


def _max_pool2d(layer: Mapping[str, Any], values: Any, *_unused: Any) -> Any:
    size = layer["size"]
    count, rows, columns, channels = values.shape
    windows = values[:, : rows // size * size, : columns // size * size].reshape(
        count, rows // size, size, columns // size, size, channels
    )
    return windows.max(axis=(2, 4))


def _flatten(_layer: Mapping[str, Any], values: Any, *_unused: Any) -> Any:
    return values.reshape(len(values), -1)


STEPS = {"dense": _dense, "rnn": _rnn, "conv2d": _conv2d, "max_pool2d": _max_pool2d, "flatten": _flatten}
