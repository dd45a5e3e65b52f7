"""The layers of a network as crossbars: how large, and how often used for one image."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any


@dataclass(frozen=True)
class Row:
    """One layer in words.

    `crossbar` is rows x columns in weights, empty where there are none; `digital` what one image needs beside it.
    """

    name: str
    what: str
    crossbar: str
    mvms: str
    digital: str = ""


def rows_of(card: Mapping[str, Any]) -> list[Row]:
    """Every layer in order, with the shape of what flows between them worked out on the way."""
    shape = tuple(card["input_shape"])
    rows = []
    for layer in card["layers"]:
        row, shape = _STEPS[layer["kind"]](layer, shape)
        rows.append(row)
    return rows


Step = tuple[Row, tuple[int, ...]]


def _dense(layer: Mapping[str, Any], shape: tuple[int, ...]) -> Step:
    inputs, units = prod(shape), layer["units"]
    return Row(
        "Dense", f"{inputs} inputs, {units} outputs, {layer['activation']}", f"{inputs} × {units}", "1", _relu(layer, units)
    ), (units,)


def _relu(layer: Mapping[str, Any], count: int) -> str:
    return f"{count:,} ReLU" if layer["activation"] == "relu" else ""


def _conv2d(layer: Mapping[str, Any], shape: tuple[int, ...]) -> Step:
    height, width, channels = shape
    size, filters = layer["kernel_size"], layer["filters"]
    if layer["padding"] == "valid":
        height, width = height - size + 1, width - size + 1
    what = f"{filters} filters of {size} × {size}, {layer['padding']} padding, {layer['activation']}"
    relu = _relu(layer, height * width * filters)
    row = Row("Convolution", what, f"{size * size * channels} × {filters}", f"{height * width:,}", relu)
    return row, (height, width, filters)


def _max_pool2d(layer: Mapping[str, Any], shape: tuple[int, ...]) -> Step:
    height, width, channels = shape
    size = layer["size"]
    after = (height // size, width // size, channels)
    return Row("Max-pool", f"{size} × {size}", "", "", f"{prod(after) * (size * size - 1):,} comparisons"), after


def _flatten(_layer: Mapping[str, Any], shape: tuple[int, ...]) -> Step:
    return Row("Flatten", f"{' × '.join(map(str, shape))} to {prod(shape)}", "", ""), (prod(shape),)


def _rnn(layer: Mapping[str, Any], shape: tuple[int, ...]) -> Step:
    steps, units = layer["time_steps"], layer["units"]
    chunk = prod(shape) // steps
    of = "values" if len(shape) == 2 else "pixels"
    what = f"{units} units, {steps} time steps of {chunk} {of}, relu; one crossbar for input and state"
    lag = layer.get("lag")
    if lag:
        what += f", and the state {lag} steps before"
    crossbar = f"{chunk + units * (2 if lag else 1)} × {units}"
    row = Row("RNN", what, crossbar, f"{steps}", f"{steps * units:,} ReLU; no gates, no look-up tables")
    return row, (steps, units) if layer.get("return_sequences") else (units,)


def _skip_rnn(layer: Mapping[str, Any], shape: tuple[int, ...]) -> Step:
    plain, after = _rnn(layer, shape)
    chunk, units = prod(shape) // layer["time_steps"], layer["units"]
    what = f"{plain.what}; a binary gate may skip steps, which then cost nothing"
    steps = layer["time_steps"]
    digital = f"at most {steps * units:,} ReLU and {steps} look-ups of a sigmoid"
    return Row("Skip RNN", what, f"{chunk + units} × {units + 1}", f"{steps}", digital), after


def _gated(name: str, look_ups: int, products: int) -> Callable[[Mapping[str, Any], tuple[int, ...]], Step]:
    def row(layer: Mapping[str, Any], shape: tuple[int, ...]) -> Step:
        steps, units = layer["time_steps"], layer["units"]
        chunk = prod(shape) // steps
        what = f"{units} units, {steps} time steps of {chunk} pixels; one crossbar for gates and candidate"
        digital = f"{look_ups * steps * units:,} look-ups of sigmoid or tanh, {products * steps * units:,} products"
        return Row(name, what, f"{chunk + units} × {4 * units}", f"{steps}", digital), (units,)

    return row


_STEPS = {
    "dense": _dense,
    "conv2d": _conv2d,
    "max_pool2d": _max_pool2d,
    "flatten": _flatten,
    "rnn": _rnn,
    "skip_rnn": _skip_rnn,
    "lstm": _gated("LSTM", 5, 3),
    "gru": _gated("GRU", 3, 3),
}
