"""The one converter between a stored network and the engine's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from backend.layers import (
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    GRULayer,
    Layer,
    LSTMLayer,
    MaxPool2DLayer,
    RNNLayer,
    SkipRNNLayer,
)
from backend.schemas.network import NetworkCard
from worker import crossbar

Floats = NDArray[np.float32]


def to_engine(card: NetworkCard, arrays: Mapping[str, Floats]) -> crossbar.Network:
    """A card's layers with its arrays (named "<layer>.<array>") as the engine's network."""
    return layers_to_engine(card.layers, arrays, card.input_shape)


def layers_to_engine(layers: Sequence[Layer], arrays: Mapping[str, Floats], input_shape: tuple[int, ...]) -> crossbar.Network:
    """The same, without a card."""
    height, width, channels = input_shape
    made = tuple(
        _layer(layer, {name.split(".", 1)[1]: array for name, array in arrays.items() if name.split(".")[0] == str(index)})
        for index, layer in enumerate(layers)
    )
    return crossbar.Network(made, (height, width, channels))


def _layer(layer: Layer, arrays: Mapping[str, Floats]) -> crossbar.Layer:
    match layer:
        case DenseLayer():
            return crossbar.Dense(arrays["kernel"], arrays["bias"], layer.activation)
        case Conv2DLayer():
            return crossbar.Conv2D(arrays["kernel"], arrays["bias"], layer.padding, layer.activation)
        case RNNLayer():
            return crossbar.RNN(
                arrays["kernel"],
                arrays["recurrent"],
                arrays["bias"],
                layer.time_steps,
                skip=arrays.get("skip"),
                lag=layer.lag or 1,
                return_sequences=layer.return_sequences,
            )
        case SkipRNNLayer():
            return crossbar.SkipRNN(**arrays, time_steps=layer.time_steps)
        case LSTMLayer():
            return crossbar.LSTM(**arrays, time_steps=layer.time_steps)
        case GRULayer():
            return crossbar.GRU(**arrays, time_steps=layer.time_steps)
        case MaxPool2DLayer():
            return crossbar.MaxPool2D(layer.size)
        case FlattenLayer():
            return crossbar.Flatten()
