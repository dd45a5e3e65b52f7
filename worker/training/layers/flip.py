"""Turning round an axis in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import FlipLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable, no_plain


def _apply(layer: FlipLayer, values: Any, _name: str, _noise: Noise) -> Any:
    return keras.ops.flip(values, axis=layer.axis)


FLIP = Trainable(_apply, no_plain)
