"""Average-pooling in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import AveragePool2DLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import NoPlainLayer, Trainable


def _apply(layer: AveragePool2DLayer, values: Any, name: str, _noise: Noise) -> Any:
    windows = layer.windows
    (down, across), counted = windows.size, keras.ops.ones((1, *values.shape[1:3], 1))
    if isinstance(layer.padding, str) and not layer.counts_padding:
        return _plain(layer, name)(values)
    margins = windows.margins(values.shape[1:3])
    padded, inside = (keras.layers.ZeroPadding2D(margins)(one) for one in (values, counted))
    means = keras.layers.AveragePooling2D((down, across), windows.strides, name=name)
    return means(padded) if layer.counts_padding else means(padded) / means(inside)


def _plain(layer: AveragePool2DLayer, name: str) -> Any:
    if not isinstance(layer.padding, str) or layer.counts_padding:
        raise NoPlainLayer("Keras has no average_pool2d with such margins; leave -o out to keep the network in the store")
    return keras.layers.AveragePooling2D(layer.size, layer.strides, layer.padding, name=name)


AVERAGE_POOL2D = Trainable(_apply, _plain)
