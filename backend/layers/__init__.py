"""Kinds of layers that networks are made of, each declared once in a file of its own.

To add one: a file here, and files of the same name in `worker/crossbar/layers` (the engine) and `worker/training/layers`
(Keras), each listed once in its folder's `__init__`. `tests/worker/test_layers.py` says what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, get_args

from pydantic import Field

from backend.layers.activation import ActivationLayer
from backend.layers.conv2d import Conv2DLayer
from backend.layers.dense import DenseLayer
from backend.layers.flatten import FlattenLayer
from backend.layers.gru import GRULayer
from backend.layers.keras import KerasLayer, NotSupported
from backend.layers.kind import DigitalLayer, ImpossibleLayer, LayerKind, OnCrossbar, Shape, WeightedLayer, Work
from backend.layers.lstm import LSTMLayer
from backend.layers.max_pool2d import MaxPool2DLayer
from backend.layers.names import layer_names
from backend.layers.permute import PermuteLayer
from backend.layers.recurrent import RecurrentLayer
from backend.layers.reshape import ReshapeLayer
from backend.layers.rnn import RNNLayer
from backend.layers.scale import ScaleLayer
from backend.layers.skip_rnn import SkipRNNLayer

Layer = Annotated[
    DenseLayer
    | Conv2DLayer
    | MaxPool2DLayer
    | FlattenLayer
    | RNNLayer
    | SkipRNNLayer
    | LSTMLayer
    | GRULayer
    | ActivationLayer
    | ScaleLayer
    | ReshapeLayer
    | PermuteLayer,
    Field(discriminator="kind"),
]
"""Any layer, as stored in a network's card; this union is the registry of kinds."""

KINDS: dict[str, type[LayerKind]] = {kind.model_fields["kind"].default: kind for kind in get_args(get_args(Layer)[0])}
"""The classes of layers by their `kind`."""


def shapes(layers: Sequence[LayerKind], input_shape: Shape) -> list[Shape]:
    """Return the shape of the values before each layer, and that of the output: one shape more than layers.

    Raises ImpossibleLayer, with the index of the layer in its text, if a layer does not fit its input.
    """
    known = [tuple(input_shape)]
    for index, layer in enumerate(layers):
        try:
            known.append(layer.shape_after(known[-1]))
        except ImpossibleLayer as fault:
            raise fault.at(index) from None
    return known


__all__ = [
    "KINDS",
    "ActivationLayer",
    "Conv2DLayer",
    "DenseLayer",
    "DigitalLayer",
    "FlattenLayer",
    "GRULayer",
    "ImpossibleLayer",
    "KerasLayer",
    "LSTMLayer",
    "Layer",
    "LayerKind",
    "MaxPool2DLayer",
    "NotSupported",
    "OnCrossbar",
    "PermuteLayer",
    "RNNLayer",
    "RecurrentLayer",
    "ReshapeLayer",
    "ScaleLayer",
    "Shape",
    "SkipRNNLayer",
    "WeightedLayer",
    "Work",
    "layer_names",
    "shapes",
]
