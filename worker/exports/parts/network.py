"""A network around the arrays of another simulator: everything digital, in NumPy. Scripts contain this file as it is.

Values between layers are (n, height, width, channels), (n, time steps, values) or (n, values), one entry for each image.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

Read = Callable[[Any], Any]
"""Returns the outputs (k, p) of the array of one layer, without its biases, for inputs (k, m)."""


def logits(layers: Sequence[Mapping[str, Any]], arrays: Mapping[str, Any], images: Any, reads: Mapping[int, Read]) -> Any:
    """Return the logits (n, classes) of images (n, height, width, channels).

    `layers` are those of card.json, `arrays` those of the .npz, by "<layer>.<array>"; `reads` read the array of a layer.
    """
    known = {-1: images}
    for index, layer in enumerate(layers):
        values = [known[source] for source in layer.get("inputs") or [index - 1]]
        own = {name.split(".", 1)[1]: array for name, array in arrays.items() if name.split(".")[0] == str(index)}
        known[index] = KINDS[layer["kind"]](layer, own, reads.get(index), *values)
    return known[len(layers) - 1]


def matrices(layers: Sequence[Mapping[str, Any]], arrays: Mapping[str, Any]) -> dict[int, Any]:
    """Return the weights (m, p) that lie on the array of each layer, by its index."""
    found: dict[int, Any] = {}
    for index, layer in enumerate(layers):
        parts = [arrays[f"{index}.{name}"] for name in ("kernel", "recurrent", "skip") if f"{index}.{name}" in arrays]
        if layer["kind"] == "skip_rnn":  # the gate has a column of its own, of the state alone
            found[index] = np.block([[parts[0], np.zeros((len(parts[0]), 1))], [parts[1], arrays[f"{index}.gate"]]])
        elif parts:
            found[index] = np.concatenate([part.reshape(-1, part.shape[-1]) for part in parts])
    return {index: np.ascontiguousarray(matrix, np.float32) for index, matrix in found.items()}


def dense(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    return function(layer["activation"])(read(values.reshape(len(values), -1)) + own["bias"])


def conv2d(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    """One read for each position of the kernel."""
    height, width = own["kernel"].shape[:2]
    if layer["padding"] == "same":
        above, left = (height - 1) // 2, (width - 1) // 2
        values = np.pad(values, ((0, 0), (above, height - 1 - above), (left, width - 1 - left), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(values, (height, width), axis=(1, 2))
    patches = windows.transpose(0, 1, 2, 4, 5, 3)  # n, rows, columns, then in the order of the kernel
    outputs = read(patches.reshape(-1, patches[0, 0, 0].size)) + own["bias"]
    return function(layer["activation"])(outputs.reshape(*patches.shape[:3], -1))


def rnn(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    """Every time step reads [x_t; h_(t-1)] and, with a skip connection, h_(t-lag) below them."""
    units, lag = len(own["recurrent"]), layer.get("lag")
    nothing = np.zeros((len(values), units), np.float32)
    states: list[Any] = []
    for step, chunk in enumerate(chunks(layer, values)):
        rows = [chunk, states[-1] if states else nothing]
        rows += [states[step - lag] if step >= lag else nothing] if lag else []
        states.append(np.maximum(read(np.concatenate(rows, axis=1)) + own["bias"], 0))
    return np.stack(states, axis=1) if layer.get("return_sequences") else states[-1]


def skip_rnn(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    """An RNN with a gate that says whether the next step is skipped; the gate is read between two steps, with the inputs off."""
    units = len(own["recurrent"])
    state, gate = np.zeros((len(values), units), np.float32), np.ones((len(values), 1), np.float32)
    for chunk in chunks(layer, values):
        update = np.rint(gate) > 0
        new = np.maximum(read(np.concatenate([chunk, state], axis=1))[:, :units] + own["bias"], 0)
        state = np.where(update, new, state)
        opening = read(np.concatenate([np.zeros_like(chunk), state], axis=1))[:, units:] + own["gate_bias"]
        gate = np.where(update, sigmoid(opening), np.minimum(gate + sigmoid(opening), 1))
    return state


def lstm(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    state = memory = np.zeros((len(values), len(own["recurrent"])), np.float32)
    for chunk in chunks(layer, values):
        opening = read(np.concatenate([chunk, state], axis=1)) + own["bias"]
        into, keep, candidate, out = np.split(opening, 4, axis=1)
        memory = sigmoid(keep) * memory + sigmoid(into) * np.tanh(candidate)
        state = sigmoid(out) * np.tanh(memory)
    return state


def gru(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    """Three reads in each time step: the gates, then the candidate from x_t alone and from h_(t-1) alone."""
    units = len(own["recurrent"])
    state = np.zeros((len(values), units), np.float32)
    bias, recurrent_bias = own["bias"], own["recurrent_bias"]
    for chunk in chunks(layer, values):
        opening = (read(np.concatenate([chunk, state], axis=1)) + bias + recurrent_bias)[:, : 2 * units]
        update, reset = np.split(sigmoid(opening), 2, axis=1)
        from_input = (read(np.concatenate([chunk, np.zeros_like(state)], axis=1)) + bias)[:, 2 * units :]
        from_state = (read(np.concatenate([np.zeros_like(chunk), state], axis=1)) + recurrent_bias)[:, 2 * units :]
        state = update * state + (1 - update) * np.tanh(from_input + reset * from_state)
    return state


def chunks(layer: Mapping[str, Any], values: Any) -> list[Any]:
    """Return the inputs x_t (n, values) of the time steps, in their order."""
    return np.split(values.reshape(len(values), -1), layer["time_steps"], axis=1)


def flatten(_layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return values.reshape(len(values), -1)


def reshape(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return values.reshape(len(values), *layer["shape"])


def permute(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return values.transpose(0, *layer["order"])


def max_pool2d(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    size = layer["size"]
    count, rows, columns, channels = values.shape
    windows = values[:, : rows // size * size, : columns // size * size].reshape(
        count, rows // size, size, columns // size, size, channels
    )
    return windows.max(axis=(2, 4))


def scale(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return values * np.array(layer["scale"], np.float32) + np.array(layer["shift"], np.float32)


def activation(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return function(layer["function"], layer)(values)


def function(name: str, settings: Mapping[str, Any] | None = None) -> Callable[[Any], Any]:
    """Return an activation by its name, with its settings."""
    given = {} if settings is None else settings
    if name == "relu":
        return partial(relu, *(given.get(key) for key in ("max_value", "negative_slope", "threshold")))
    if name == "elu":
        return partial(elu, 1.0 if given.get("alpha") is None else given["alpha"])
    return FUNCTIONS[name]


def relu(max_value: float | None, negative_slope: float | None, threshold: float | None, values: Any) -> Any:
    """Return min(x, max_value) above the threshold, else negative_slope (x - threshold)."""
    start = np.float32(threshold or 0)
    above = np.where(values > start, values, np.float32(0))
    above = above if max_value is None else np.minimum(above, np.float32(max_value))
    return above - np.float32(negative_slope or 0) * np.maximum(start - values, 0)


def elu(alpha: float, values: Any) -> Any:
    return np.where(values > 0, values, np.float32(alpha) * np.expm1(np.minimum(values, 0)))


def sigmoid(values: Any) -> Any:
    return np.float32(0.5) * (np.tanh(np.float32(0.5) * values) + 1)


def softmax(values: Any) -> Any:
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def normal_distribution(values: Any) -> Any:
    """Return the standard normal distribution function, to 2e-7 (M. Abramowitz, I. Stegun, equation 7.1.26)."""
    x = np.abs(values) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * x)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    tail = series * np.exp(-x * x) * np.float32(0.5)
    return np.where(values < 0, tail, 1 - tail)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "linear": lambda x: x,
    "selu": lambda x: np.float32(1.0507009873554805) * elu(1.6732632423543772, x),
    "gelu": lambda x: x * normal_distribution(x),
    "silu": lambda x: x * sigmoid(x),
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "softplus": lambda x: np.logaddexp(x, np.float32(0)),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "exponential": np.exp,
    "softmax": softmax,
}
KINDS: dict[str, Callable[..., Any]] = {
    "dense": dense,
    "conv2d": conv2d,
    "rnn": rnn,
    "skip_rnn": skip_rnn,
    "lstm": lstm,
    "gru": gru,
    "flatten": flatten,
    "reshape": reshape,
    "permute": permute,
    "max_pool2d": max_pool2d,
    "scale": scale,
    "activation": activation,
}
