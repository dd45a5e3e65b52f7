"""Sums of the values of several layers in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import AddLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: AddLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(_layer: AddLayer, name: str) -> Any:
    return keras.layers.Add(name=name)


ADD = Trainable(_apply, _plain)
