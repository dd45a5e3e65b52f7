"""Flattening in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import FlattenLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: FlattenLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(_layer: FlattenLayer, name: str) -> Any:
    return keras.layers.Flatten(name=name)


FLATTEN = Trainable(_apply, _plain)
