"""Pooling of whole images in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import GlobalPool2DLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: GlobalPool2DLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(layer: GlobalPool2DLayer, name: str) -> Any:
    of = {"average": keras.layers.GlobalAveragePooling2D, "max": keras.layers.GlobalMaxPooling2D}
    return of[layer.function](keepdims=layer.keepdims, name=name)


GLOBAL_POOL2D = Trainable(_apply, _plain)
