"""Putting side by side the values of several layers in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import ConcatenateLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: ConcatenateLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(_layer: ConcatenateLayer, name: str) -> Any:
    return keras.layers.Concatenate(name=name)


CONCATENATE = Trainable(_apply, _plain)
