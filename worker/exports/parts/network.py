"""A network around the arrays of another simulator: everything digital, in NumPy. Scripts contain this file as it is.

Values between layers are (n, height, width, channels), (n, time steps, values) or (n, values), one entry for each image.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
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
    """One read for each place of the kernel; with groups one for each of them, whose own columns are kept."""
    patches = windows(layer, own["kernel"].shape[:2], values)  # n, rows, columns, then in the order of the kernel
    groups, filters = layer.get("groups", 1), own["kernel"].shape[3]
    parts = np.split(patches, groups, axis=-1)
    outputs = [
        read(part.reshape(-1, part[0, 0, 0].size))[:, start : start + filters // groups]
        for part, start in zip(parts, range(0, filters, filters // groups), strict=True)
    ]
    result = np.concatenate(outputs, axis=1) + own["bias"]
    return function(layer["activation"])(result.reshape(*patches.shape[:3], -1))


def windows(layer: Mapping[str, Any], size: tuple[int, int], values: Any, fill: float = 0.0) -> Any:
    """Return what a window of this size sees at each of its places: (n, rows, columns, height, width, channels)."""
    strides, dilation = pair(layer.get("strides") or layer.get("size", 1)), pair(layer.get("dilation", 1))
    span = [(side - 1) * step + 1 for side, step in zip(size, dilation, strict=True)]
    padding = layer.get("padding", "valid")
    if padding == "same":  # one place for each step; what is odd, at the end
        missing = [
            max((-(-length // stride) - 1) * stride + length_of - length, 0)
            for length, stride, length_of in zip(values.shape[1:3], strides, span, strict=True)
        ]
        padding = [(lacking // 2, lacking - lacking // 2) for lacking in missing]
    if padding != "valid":
        values = np.pad(values, ((0, 0), *map(tuple, padding), (0, 0)), constant_values=np.float32(fill))
    seen = np.lib.stride_tricks.sliding_window_view(values, span, axis=(1, 2))
    seen = seen[:, :: strides[0], :: strides[1], :, :: dilation[0], :: dilation[1]]
    return seen.transpose(0, 1, 2, 4, 5, 3)


def pair(sides: Any) -> tuple[int, int]:
    """Return a number for each of the two directions."""
    return (sides, sides) if isinstance(sides, int) else (sides[0], sides[1])


def rnn(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    """Every time step reads [x_t; h_(t-1)] and, with a skip connection, h_(t-lag) below them."""
    lag, activate = layer.get("lag"), function(layer.get("activation", "relu"))
    nothing = np.zeros((len(values), len(own["recurrent"])), np.float32)
    states: list[Any] = []
    for step, chunk in enumerate(chunks(layer, values)):
        rows = [chunk, states[-1] if states else nothing]
        rows += [states[step - lag] if step >= lag else nothing] if lag else []
        states.append(activate(read(np.concatenate(rows, axis=1)) + own["bias"]))
    return returned(layer, states)


def skip_rnn(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    """An RNN with a gate that says whether the next step is skipped; the gate is read between two steps, with the inputs off."""
    units = len(own["recurrent"])
    state, gate = np.zeros((len(values), units), np.float32), np.ones((len(values), 1), np.float32)
    states = []
    for chunk in chunks(layer, values):
        update = np.rint(gate) > 0
        new = np.maximum(read(np.concatenate([chunk, state], axis=1))[:, :units] + own["bias"], 0)
        state = np.where(update, new, state)
        states.append(state)
        opening = sigmoid(read(np.concatenate([np.zeros_like(chunk), state], axis=1))[:, units:] + own["gate_bias"])
        gate = np.where(update, opening, np.minimum(gate + opening, 1))
    return returned(layer, states)


def lstm(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    gates, activate = function(layer.get("recurrent_activation", "sigmoid")), function(layer.get("activation", "tanh"))
    state = memory = np.zeros((len(values), len(own["recurrent"])), np.float32)
    states = []
    for chunk in chunks(layer, values):
        opening = read(np.concatenate([chunk, state], axis=1)) + own["bias"]
        into, keep, candidate, out = np.split(opening, 4, axis=1)
        memory = gates(keep) * memory + gates(into) * activate(candidate)
        state = gates(out) * activate(memory)
        states.append(state)
    return returned(layer, states)


def gru(layer: Mapping[str, Any], own: Mapping[str, Any], read: Any, values: Any) -> Any:
    """A read for the gates, then one for the candidate, or two: from x_t alone, and from h_(t-1) alone for the reset gate."""
    gates, activate = function(layer.get("recurrent_activation", "sigmoid")), function(layer.get("activation", "tanh"))
    units, after = len(own["recurrent"]), layer.get("reset_after", True)
    state, bias, recurrent_bias = np.zeros((len(values), units), np.float32), own["bias"], own.get("recurrent_bias", 0)
    states = []
    for chunk in chunks(layer, values):
        opening = (read(np.concatenate([chunk, state], axis=1)) + bias + recurrent_bias)[:, : 2 * units]
        update, reset = np.split(gates(opening), 2, axis=1)
        if after:
            from_input = read(np.concatenate([chunk, np.zeros_like(state)], axis=1)) + bias
            from_state = read(np.concatenate([np.zeros_like(chunk), state], axis=1)) + recurrent_bias
            candidate = from_input[:, 2 * units :] + reset * from_state[:, 2 * units :]
        else:
            candidate = (read(np.concatenate([chunk, reset * state], axis=1)) + bias)[:, 2 * units :]
        state = update * state + (1 - update) * activate(candidate)
        states.append(state)
    return returned(layer, states)


def chunks(layer: Mapping[str, Any], values: Any) -> list[Any]:
    """Return the inputs x_t (n, values) of the time steps, in the order in which they are read."""
    found = np.split(values.reshape(len(values), -1), layer["time_steps"], axis=1)
    return found[::-1] if layer.get("go_backwards") else found


def returned(layer: Mapping[str, Any], states: list[Any]) -> Any:
    """Return the last state (n, units), or all of them (n, time steps, units)."""
    return np.stack(states, axis=1) if layer.get("return_sequences") else states[-1]


def flatten(_layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return values.reshape(len(values), -1)


def reshape(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return values.reshape(len(values), *layer["shape"])


def permute(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return values.transpose(0, *layer["order"])


def flip(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return np.flip(values, axis=layer["axis"])


def max_pool2d(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return windows(layer, pair(layer["size"]), values, -np.inf).max(axis=(3, 4))


def average_pool2d(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    """Pixels outside the image count as zeros with `counts_padding`, and otherwise not at all."""
    size = pair(layer["size"])
    inside = windows(layer, size, np.ones_like(values[:1]), float(layer.get("counts_padding", False)))
    return windows(layer, size, values).sum(axis=(3, 4)) / inside.sum(axis=(3, 4))


def global_pool2d(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    pooled = (np.max if layer["function"] == "max" else np.mean)(values, axis=(1, 2), keepdims=True)
    return pooled if layer.get("keepdims") else pooled[:, 0, 0]


def zero_padding2d(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    return np.pad(values, ((0, 0), *map(tuple, layer["margins"]), (0, 0)))


def cropping2d(layer: Mapping[str, Any], _own: Any, _read: Any, values: Any) -> Any:
    (above, below), (left, right) = layer["margins"]
    return values[:, above : values.shape[1] - below, left : values.shape[2] - right]


def add(_layer: Any, _own: Any, _read: Any, *values: Any) -> Any:
    return reduce(np.add, values)


def multiply(_layer: Any, _own: Any, _read: Any, *values: Any) -> Any:
    return reduce(np.multiply, values)


def maximum(_layer: Any, _own: Any, _read: Any, *values: Any) -> Any:
    return reduce(np.maximum, values)


def concatenate(_layer: Any, _own: Any, _read: Any, *values: Any) -> Any:
    return np.concatenate(values, axis=-1)


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


def hard_sigmoid(values: Any, slope: float = 1 / 6) -> Any:
    return np.clip(np.float32(slope) * values + np.float32(0.5), 0, 1)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "linear": lambda x: x,
    "selu": lambda x: np.float32(1.0507009873554805) * elu(1.6732632423543772, x),
    "gelu": lambda x: x * normal_distribution(x),
    "gelu_tanh": lambda x: x / 2 * (1 + np.tanh(np.float32((2 / np.pi) ** 0.5) * (x + np.float32(0.044715) * x**3))),
    "silu": lambda x: x * sigmoid(x),
    "hard_silu": lambda x: x * hard_sigmoid(x),
    "hard_sigmoid": hard_sigmoid,
    "hard_sigmoid_fifth": lambda x: hard_sigmoid(x, 1 / 5),
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
    "flip": flip,
    "max_pool2d": max_pool2d,
    "average_pool2d": average_pool2d,
    "global_pool2d": global_pool2d,
    "zero_padding2d": zero_padding2d,
    "cropping2d": cropping2d,
    "add": add,
    "multiply": multiply,
    "maximum": maximum,
    "concatenate": concatenate,
    "scale": scale,
    "activation": activation,
}
