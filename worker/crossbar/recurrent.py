"""Recurrent layers on one array each.

The same crossbar serves every time step, so programming error repeats and read noise does not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from worker.crossbar.layers import GRU, LSTM, RNN, Floats, Recurrent, SkipRNN

Multiply = Callable[[Floats], Floats]
"""One read of the layer's array: inputs (n, m) to outputs (n, p)."""


def run(layer: Recurrent, multiply: Multiply, pixels: Floats) -> Floats:
    """From flattened inputs (n, pixels) to the last state (n, p), or (n, T, p) of a layer that gives all."""
    match layer:
        case RNN():
            return _relu_rnn(layer, multiply, pixels)
        case SkipRNN():
            return _skip_rnn(layer, multiply, pixels)
        case LSTM():
            return _lstm(layer, multiply, pixels)
        case GRU():
            return _gru(layer, multiply, pixels)


def _relu_rnn(layer: RNN, multiply: Multiply, pixels: Floats) -> Floats:
    count, (chunk, units) = len(pixels), layer.kernel.shape
    inputs = np.zeros((count, chunk + units * (1 if layer.skip is None else 2)), np.float32)
    states: list[Floats] = []
    for step in range(layer.time_steps):
        inputs[:, :chunk] = _chunk(pixels, chunk, step)
        if layer.skip is not None and step >= layer.lag:
            inputs[:, chunk + units :] = states[step - layer.lag]
        outputs = multiply(inputs)
        outputs += layer.bias
        np.maximum(outputs, 0, out=outputs)
        inputs[:, chunk : chunk + units] = outputs
        if layer.return_sequences or layer.skip is not None:
            states.append(outputs)
    return np.stack(states, axis=1) if layer.return_sequences else np.ascontiguousarray(inputs[:, chunk : chunk + units])


def _skip_rnn(layer: SkipRNN, multiply: Multiply, pixels: Floats) -> Floats:
    """The gate has a column of its own; it is read with the inputs off, after each update."""
    count, (chunk, units) = len(pixels), layer.kernel.shape
    inputs = np.zeros((count, chunk + units), np.float32)
    due = np.ones((count, 1), np.float32)
    for step in range(layer.time_steps):
        inputs[:, :chunk] = _chunk(pixels, chunk, step)
        # Half to even, as numpy and TensorFlow round: exactly one half is a skip.
        update = np.rint(due) > 0
        fresh = np.maximum(multiply(inputs)[:, :units] + layer.bias, 0)
        inputs[:, chunk:] = np.where(update, fresh, inputs[:, chunk:])
        if step + 1 < layer.time_steps:
            inputs[:, :chunk] = 0
            more = _sigmoid(multiply(inputs)[:, units:] + layer.gate_bias)
            due = np.where(update, more, np.minimum(due + more, 1)).astype(np.float32)
    return np.ascontiguousarray(inputs[:, chunk:])


def _lstm(layer: LSTM, multiply: Multiply, pixels: Floats) -> Floats:
    count, chunk, units = len(pixels), layer.kernel.shape[0], layer.recurrent.shape[0]
    inputs = np.zeros((count, chunk + units), np.float32)
    memory = np.zeros((count, units), np.float32)
    for step in range(layer.time_steps):
        inputs[:, :chunk] = _chunk(pixels, chunk, step)
        keep, forget, candidate, give = np.split(multiply(inputs) + layer.bias, 4, axis=1)
        memory = _sigmoid(forget) * memory + _sigmoid(keep) * np.tanh(candidate)
        inputs[:, chunk:] = _sigmoid(give) * np.tanh(memory)
    return np.ascontiguousarray(inputs[:, chunk:])


def _gru(layer: GRU, multiply: Multiply, pixels: Floats) -> Floats:
    count, chunk, units = len(pixels), layer.kernel.shape[0], layer.recurrent.shape[0]
    inputs = np.zeros((count, chunk + units), np.float32)
    gate_bias = layer.bias[: 2 * units] + layer.recurrent_bias[: 2 * units]
    for step in range(layer.time_steps):
        inputs[:, :chunk] = _chunk(pixels, chunk, step)
        outputs = multiply(inputs)
        stay, reset = np.split(_sigmoid(outputs[:, : 2 * units] + gate_bias), 2, axis=1)
        from_input = outputs[:, 2 * units : 3 * units] + layer.bias[2 * units :]
        from_state = outputs[:, 3 * units :] + layer.recurrent_bias[2 * units :]
        candidate = np.tanh(from_input + reset * from_state)
        inputs[:, chunk:] = stay * inputs[:, chunk:] + (1 - stay) * candidate
    return np.ascontiguousarray(inputs[:, chunk:])


def _chunk(pixels: Floats, size: int, step: int) -> Floats:
    return pixels[:, step * size : (step + 1) * size]


def _sigmoid(values: Floats) -> Floats:
    """1 / (1 + exp(-z)), by the hyperbolic tangent, which never overflows."""
    half = np.float32(0.5)
    result: Floats = half * (1 + np.tanh(half * values))
    return result
