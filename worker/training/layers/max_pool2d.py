"""Max-pooling in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import MaxPool2DLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: MaxPool2DLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(layer: MaxPool2DLayer, name: str) -> Any:
    return keras.layers.MaxPooling2D(layer.size, name=name)


MAX_POOL2D = Trainable(_apply, _plain)
