"""`RNN`, `LSTM` and `GRU`: in one direction, backwards, or in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from backend.layers import ConcatenateLayer, FlipLayer, GRULayer, LSTMLayer, RecurrentLayer, ReshapeLayer, RNNLayer
from backend.layers.functions import CELL_FUNCTIONS
from backend.networks.onnx.file import Array
from backend.networks.onnx.found import Found, Unknown, Value
from backend.networks.onnx.net import Net
from backend.networks.onnx.views import View

KINDS: dict[str, type[RecurrentLayer]] = {"RNN": RNNLayer, "LSTM": LSTMLayer, "GRU": GRULayer}
BLOCKS = {"RNN": (0,), "LSTM": (0, 2, 3, 1), "GRU": (0, 1, 2)}
"""Blocks of rows of ONNX in our order: i, f, c, o for its i, o, f, c; z, r, h for the same."""
USUAL = {"RNN": ["Tanh"], "LSTM": ["Sigmoid", "Tanh", "Tanh"], "GRU": ["Sigmoid", "Tanh"]}
FUNCTIONS = {name.replace("_", ""): name for name in CELL_FUNCTIONS} | {
    "hardsigmoid": "hard_sigmoid_fifth",
    "affine": "",
    "elu": "elu",
    "softsign": "softsign",
    "softplus": "softplus",
}
"""Our functions by names of ONNX in small letters, with its usual settings; affine has none."""
ATTRIBUTES = ("hidden_size", "direction", "activations", "layout", "linear_before_reset", "input_forget", "output_sequence")


def recurrent(found: Found, net: Net) -> list[Value]:
    """Return all states and the last ones, of which only those that are used become layers."""
    found.know(*ATTRIBUTES)
    found.require(input_forget=(0,), layout=(0, 1), direction=("forward", "reverse", "bidirectional"))
    op, view = found.node.op, found.view()
    _check(found, view)
    direction, first = found.text("direction", "forward"), found.whole("layout") == 1
    backwards = {"forward": [False], "reverse": [True], "bidirectional": [False, True]}[direction]
    blocks = KINDS[op].blocks
    weights, again = found.weights(1, (3,)), found.weights(2, (3,))
    count, units = len(backwards), again.shape[2]
    steps, values = view.places.shape
    if weights.shape != (count, blocks * units, values) or again.shape != (count, blocks * units, units):
        raise found.refusal(f"weights of shapes {weights.shape} and {again.shape} do not fit steps of {values} values")
    if found.whole("hidden_size", units) != units:
        raise found.refusal(f"hidden_size does not fit weights of {units} units")
    biases = found.weights(3, (2,)) if found.given(3) is not None else np.zeros((count, 2 * blocks * units), np.float32)
    if biases.shape != (count, 2 * blocks * units):
        raise found.refusal(f"biases of shape {biases.shape} do not fit {units} units")
    settled = net.settled(view)
    source = net.in_order(settled, settled.places)
    used = [place < len(found.node.outputs) and found.node.outputs[place] in found.used for place in range(2)]
    every, last = [], []
    for place, (back, functions) in enumerate(zip(backwards, _functions(found, count), strict=True)):
        layer = KINDS[op].model_validate({"units": units, "time_steps": steps, "go_backwards": back, **functions})
        states, state = net.recurrent(layer, source, _arrays(found, weights[place], again[place], biases[place]))
        every.append(states)
        last.append(state)
    unknown: Value = Unknown()
    sequences = _every(net, every, backwards, first=first) if used[0] else unknown
    return [sequences, _last(net, last, first=first) if used[1] else unknown, unknown][: len(found.node.outputs)]


def _check(found: Found, view: View) -> None:
    """Raise NotSupported for what a cell may be given beside steps: lengths, first states and peepholes."""
    first = found.whole("layout") == 1
    if view.rank != 3 or view.images != (0 if first else 1):
        raise found.refusal(f"it needs time steps of values, not values of shape {view.shape(1)}")
    if len(found.node.outputs) > 2 and found.node.outputs[2] in found.used:
        raise found.refusal("the memory (Y_c) cannot be read as an output")
    lengths = found.constant(4)
    if lengths is not None and (lengths != view.places.shape[0]).any():
        raise found.refusal("sequences of several lengths cannot be read")
    for place in (5, 6):
        states = found.constant(place)
        if states is not None and states.any():
            raise found.refusal("first states other than zero cannot be read")
    if found.given(7) is not None:
        raise found.refusal("peepholes cannot be read")


def _functions(found: Found, count: int) -> list[dict[str, object]]:
    """Return the functions of the cells of each direction, as fields of our layers."""
    op, usual = found.node.op, USUAL[found.node.op]
    named = found.node.attributes.get("activations", usual * count)
    if not isinstance(named, list) or len(named) != len(usual) * count:
        raise found.refusal(f"activations {str(named)[:60]} cannot be read")
    directions = [named[place * len(usual) : (place + 1) * len(usual)] for place in range(count)]
    found_fields = []
    for names in directions:
        own = [FUNCTIONS.get(str(name).lower(), "") for name in names]
        if any(name not in CELL_FUNCTIONS for name in own) or (op == "LSTM" and own[1] != own[2]):
            raise found.refusal(f"activations {', '.join(map(str, names))[:60]} cannot be read; usual are {', '.join(usual)}")
        fields: dict[str, object] = {"activation": own[-1]}
        if op != "RNN":
            fields["recurrent_activation"] = own[0]
        if op == "GRU":
            fields["reset_after"] = found.whole("linear_before_reset") != 0
        found_fields.append(fields)
    return found_fields


def _arrays(found: Found, weights: Array, again: Array, bias: Array) -> dict[str, Array]:
    """Return the arrays of one direction: ONNX has units in rows and two biases."""
    op, units = found.node.op, again.shape[1]
    order = np.concatenate([np.arange(units) + block * units for block in BLOCKS[op]])
    of_input, of_state = bias[: len(order)][order], bias[len(order) :][order]
    arrays = {"kernel": weights.T[:, order], "recurrent": again.T[:, order]}
    if op == "GRU" and found.whole("linear_before_reset"):
        return arrays | {"bias": of_input, "recurrent_bias": of_state}
    return arrays | {"bias": of_input + of_state}


def _every(net: Net, made: Sequence[int], backwards: Sequence[bool], *, first: bool) -> View:
    """All states as ONNX has them: (steps, directions, images, units), those of a step at its place in time."""
    images = []
    for tensor, back in zip(made, backwards, strict=True):
        steps, units = net.shape(tensor)
        if len(made) == 1 and not back:
            images.append(tensor)
            break
        image = net.add(ReshapeLayer(shape=(1, steps, units)), tensor)
        images.append(net.add(FlipLayer(axis=2), image) if back else image)
    tensor = net.add(ConcatenateLayer(), *images) if len(images) > 1 else images[0]
    view = net.given(tensor)
    steps = net.shape(made[0])[0]
    places = view.places.reshape(steps, len(made), -1)
    return replace(view, places=places, images=0 if first else 2)


def _last(net: Net, made: Sequence[int], *, first: bool) -> View:
    """The last state of each direction: (directions, images, units)."""
    view = net.given(net.add(ConcatenateLayer(), *made) if len(made) > 1 else made[0])
    return replace(view, places=view.places.reshape(len(made), -1), images=0 if first else 1)
