"""Kinds of layers that networks are made of, each declared once in a file of its own.

To add one: a file here, and files of the same name in `worker/crossbar/layers` (the engine) and `worker/training/layers`
(Keras), each listed once in its folder's `__init__`. `tests/worker/test_layers.py` says what is missing.
"""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from backend.layers.activation import ActivationLayer
from backend.layers.add import AddLayer
from backend.layers.average_pool2d import AveragePool2DLayer
from backend.layers.concatenate import ConcatenateLayer
from backend.layers.conv2d import Conv2DLayer
from backend.layers.cropping2d import Cropping2DLayer
from backend.layers.dense import DenseLayer
from backend.layers.flatten import FlattenLayer
from backend.layers.flip import FlipLayer
from backend.layers.global_pool2d import GlobalPool2DLayer
from backend.layers.graph import INPUT, MOST_LAYERS, Place, places_of, sources_of, users_of
from backend.layers.gru import GRULayer
from backend.layers.keras import KerasLayer, NotSupported
from backend.layers.kind import DigitalLayer, ImpossibleLayer, LayerKind, MergingLayer, OnCrossbar, Shape, WeightedLayer, Work
from backend.layers.lstm import LSTMLayer
from backend.layers.max_pool2d import MaxPool2DLayer
from backend.layers.maximum import MaximumLayer
from backend.layers.multiply import MultiplyLayer
from backend.layers.names import layer_names
from backend.layers.permute import PermuteLayer
from backend.layers.recurrent import RecurrentLayer
from backend.layers.reshape import ReshapeLayer
from backend.layers.rnn import RNNLayer
from backend.layers.scale import ScaleLayer
from backend.layers.skip_rnn import SkipRNNLayer
from backend.layers.zero_padding2d import ZeroPadding2DLayer

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
    | PermuteLayer
    | FlipLayer
    | AddLayer
    | MultiplyLayer
    | MaximumLayer
    | ConcatenateLayer
    | AveragePool2DLayer
    | GlobalPool2DLayer
    | ZeroPadding2DLayer
    | Cropping2DLayer,
    Field(discriminator="kind"),
]
"""Any layer, as stored in a network's card; this union is the registry of kinds."""

KINDS: dict[str, type[LayerKind]] = {kind.model_fields["kind"].default: kind for kind in get_args(get_args(Layer)[0])}
"""The classes of layers by their `kind`."""

__all__ = [
    "INPUT",
    "KINDS",
    "MOST_LAYERS",
    "ActivationLayer",
    "AddLayer",
    "AveragePool2DLayer",
    "ConcatenateLayer",
    "Conv2DLayer",
    "Cropping2DLayer",
    "DenseLayer",
    "DigitalLayer",
    "FlattenLayer",
    "FlipLayer",
    "GRULayer",
    "GlobalPool2DLayer",
    "ImpossibleLayer",
    "KerasLayer",
    "LSTMLayer",
    "Layer",
    "LayerKind",
    "MaxPool2DLayer",
    "MaximumLayer",
    "MergingLayer",
    "MultiplyLayer",
    "NotSupported",
    "OnCrossbar",
    "PermuteLayer",
    "Place",
    "RNNLayer",
    "RecurrentLayer",
    "ReshapeLayer",
    "ScaleLayer",
    "Shape",
    "SkipRNNLayer",
    "WeightedLayer",
    "Work",
    "ZeroPadding2DLayer",
    "layer_names",
    "places_of",
    "sources_of",
    "users_of",
]
