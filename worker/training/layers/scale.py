"""Scaling and shifting in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import ScaleLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: ScaleLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(layer: ScaleLayer, name: str) -> Any:
    scale, shift = (numbers[0] if len(numbers) == 1 else list(numbers) for numbers in (layer.scale, layer.shift))
    return keras.layers.Rescaling(scale, shift, name=name)


SCALE = Trainable(_apply, _plain)
