"""The largest of the values of several layers in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import MaximumLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: MaximumLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(_layer: MaximumLayer, name: str) -> Any:
    return keras.layers.Maximum(name=name)


MAXIMUM = Trainable(_apply, _plain)
