"""Reshaping in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import ReshapeLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: ReshapeLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(layer: ReshapeLayer, name: str) -> Any:
    return keras.layers.Reshape(layer.shape, name=name)


RESHAPE = Trainable(_apply, _plain)
