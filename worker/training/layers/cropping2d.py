"""Images without their margins in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import Cropping2DLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: Cropping2DLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(layer: Cropping2DLayer, name: str) -> Any:
    return keras.layers.Cropping2D(layer.margins, name=name)


CROPPING2D = Trainable(_apply, _plain)
