"""Zeros around images in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import ZeroPadding2DLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: ZeroPadding2DLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(layer: ZeroPadding2DLayer, name: str) -> Any:
    return keras.layers.ZeroPadding2D(layer.margins, name=name)


ZERO_PADDING2D = Trainable(_apply, _plain)
