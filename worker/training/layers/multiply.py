"""Products of the values of several layers in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import MultiplyLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: MultiplyLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(_layer: MultiplyLayer, name: str) -> Any:
    return keras.layers.Multiply(name=name)


MULTIPLY = Trainable(_apply, _plain)
