"""Max-pooling in Keras."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from backend.layers import MaxPool2DLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import NoPlainLayer, Trainable


def _apply(layer: MaxPool2DLayer, values: Any, name: str, _noise: Noise) -> Any:
    if isinstance(layer.padding, str):
        return _plain(layer, name)(values)
    (above, below), (left, right) = layer.padding
    margins = ((0, 0), (above, below), (left, right), (0, 0))
    # What is never the largest.
    padded = keras.ops.pad(values, margins, constant_values=float(np.finfo(np.float32).min))
    return keras.layers.MaxPooling2D(layer.size, layer.strides, name=name)(padded)


def _plain(layer: MaxPool2DLayer, name: str) -> Any:
    if not isinstance(layer.padding, str):
        raise NoPlainLayer("Keras has no max_pool2d with margins of its own; leave -o out to keep the network in the store")
    return keras.layers.MaxPooling2D(layer.size, layer.strides, layer.padding, name=name)


MAX_POOL2D = Trainable(_apply, _plain)
