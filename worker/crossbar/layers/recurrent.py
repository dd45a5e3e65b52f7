"""Recurrent layers on one array each.

The same crossbar serves every time step, so programming error repeats and read noise does not. Values are
columns, one an image, as in `array`; those of several chips side by side are (k, ..., n).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from worker.crossbar.layers.layers import GRU, LSTM, RNN, Recurrent, SkipRNN
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.rectify import relu
from worker.crossbar.tools.scratch import Scratch


class Multiply(Protocol):
    """One read of the layer's array: inputs (m, n) to outputs (p, n), which may lie in `out`.

    With `driven` all inputs but the first so many are 0.
    """

    def __call__(self, inputs: Floats, out: Floats | None = None, driven: int | None = None) -> Floats: ...


def run(layer: Recurrent, multiply: Multiply, pixels: Floats, scratch: Scratch) -> Floats:
    """From flattened inputs (..., pixels, n) to the last state (..., p, n), or (T p, n) of a layer that gives all."""
    match layer:
        case RNN():
            return _relu_rnn(layer, multiply, pixels, scratch)
        case SkipRNN():
            return _skip_rnn(layer, multiply, pixels)
        case LSTM():
            return _lstm(layer, multiply, pixels)
        case GRU():
            return _gru(layer, multiply, pixels)


def _relu_rnn(layer: RNN, multiply: Multiply, pixels: Floats, scratch: Scratch) -> Floats:
    """The array writes each state where the next step reads it: two inputs take turns."""
    (*chips, _, count), (chunk, units) = pixels.shape, layer.kernel.shape
    state = slice(chunk, chunk + units)
    steps = layer.time_steps
    keep = layer.return_sequences or layer.skip is not None
    states = np.zeros((*chips, steps if keep else 0, units, count), np.float32)
    height = chunk + units * (1 if layer.skip is None else 2)
    inputs, following = (scratch.floats(name, *chips, height, count) for name in ("rnn inputs", "rnn following"))
    inputs[..., chunk:, :] = 0
    bias = scratch.floats("rnn bias", units, count)
    bias[...] = layer.bias[:, None]  # once for all steps: adding arrays of one shape is quicker
    for step in range(steps):
        inputs[..., :chunk, :] = _chunk(pixels, chunk, step)
        if layer.skip is not None:
            inputs[..., chunk + units :, :] = states[..., step - layer.lag, :, :] if step >= layer.lag else 0
        outputs = following[..., state, :]
        read = multiply(inputs, out=outputs, driven=None if step else chunk)  # there is no state yet to be read
        relu(np.add(read, bias, out=outputs), scratch)
        if keep:
            states[..., step, :, :] = outputs
        inputs, following = following, inputs
    return states.reshape(*chips, steps * units, count) if layer.return_sequences else inputs[..., state, :].copy()


def _skip_rnn(layer: SkipRNN, multiply: Multiply, pixels: Floats) -> Floats:
    """The gate has a column of its own; it is read with the inputs off, after each update."""
    (*chips, _, count), (chunk, units) = pixels.shape, layer.kernel.shape
    inputs = np.zeros((*chips, chunk + units, count), np.float32)
    due = np.ones((*chips, 1, count), np.float32)
    for step in range(layer.time_steps):
        inputs[..., :chunk, :] = _chunk(pixels, chunk, step)
        # Half to even, as numpy and TensorFlow round: exactly one half is a skip.
        update = np.rint(due) > 0
        fresh = np.maximum(multiply(inputs)[..., :units, :] + layer.bias[:, None], 0)
        np.copyto(inputs[..., chunk:, :], fresh, where=update)
        if step + 1 < layer.time_steps:
            inputs[..., :chunk, :] = 0
            more = _sigmoid(multiply(inputs)[..., units:, :] + layer.gate_bias)
            due = np.where(update, more, np.minimum(due + more, 1)).astype(np.float32)
    return inputs[..., chunk:, :]


def _lstm(layer: LSTM, multiply: Multiply, pixels: Floats) -> Floats:
    (*chips, _, count), chunk, units = pixels.shape, layer.kernel.shape[0], layer.recurrent.shape[0]
    inputs = np.zeros((*chips, chunk + units, count), np.float32)
    memory = np.zeros((*chips, units, count), np.float32)
    for step in range(layer.time_steps):
        inputs[..., :chunk, :] = _chunk(pixels, chunk, step)
        keep, forget, candidate, give = np.split(multiply(inputs) + layer.bias[:, None], 4, axis=-2)
        memory = _sigmoid(forget) * memory + _sigmoid(keep) * np.tanh(candidate)
        inputs[..., chunk:, :] = _sigmoid(give) * np.tanh(memory)
    return inputs[..., chunk:, :]


def _gru(layer: GRU, multiply: Multiply, pixels: Floats) -> Floats:
    (*chips, _, count), chunk, units = pixels.shape, layer.kernel.shape[0], layer.recurrent.shape[0]
    inputs = np.zeros((*chips, chunk + units, count), np.float32)
    bias, recurrent_bias = layer.bias[:, None], layer.recurrent_bias[:, None]
    gate_bias = bias[: 2 * units] + recurrent_bias[: 2 * units]
    state = inputs[..., chunk:, :]
    for step in range(layer.time_steps):
        inputs[..., :chunk, :] = _chunk(pixels, chunk, step)
        outputs = multiply(inputs)
        stay, reset = np.split(_sigmoid(outputs[..., : 2 * units, :] + gate_bias), 2, axis=-2)
        from_input = outputs[..., 2 * units : 3 * units, :] + bias[2 * units :]
        from_state = outputs[..., 3 * units :, :] + recurrent_bias[2 * units :]
        candidate = np.tanh(from_input + reset * from_state)
        state[...] = stay * state + (1 - stay) * candidate
    return state


def _chunk(pixels: Floats, size: int, step: int) -> Floats:
    return pixels[..., step * size : (step + 1) * size, :]


def _sigmoid(values: Floats) -> Floats:
    """1 / (1 + exp(-z)), by the hyperbolic tangent, which never overflows."""
    result: Floats = np.tanh(np.float32(0.5) * values)
    result += 1
    result *= np.float32(0.5)
    return result
