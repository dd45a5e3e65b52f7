"""Permuting axes in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import PermuteLayer
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: PermuteLayer, values: Any, name: str, _noise: Noise) -> Any:
    return _plain(layer, name)(values)


def _plain(layer: PermuteLayer, name: str) -> Any:
    return keras.layers.Permute(layer.order, name=name)


PERMUTE = Trainable(_apply, _plain)
