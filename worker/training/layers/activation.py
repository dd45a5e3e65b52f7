"""Activations in Keras."""

from __future__ import annotations

from typing import Any

import keras

from backend.layers import ActivationLayer
from worker.training.layers.functions import OURS, of_keras
from worker.training.layers.noise import Noise
from worker.training.layers.trainable import Trainable


def _apply(layer: ActivationLayer, values: Any, name: str, _noise: Noise) -> Any:
    if layer.function in OURS:
        return keras.layers.Activation(OURS[layer.function], name=name)(values)
    return _plain(layer, name)(values)


def _plain(layer: ActivationLayer, name: str) -> Any:
    if layer.function == "relu":
        settings = {"negative_slope": layer.negative_slope or 0.0, "threshold": layer.threshold or 0.0}
        return keras.layers.ReLU(max_value=layer.max_value, **settings, name=name)
    if layer.function == "elu":
        return keras.layers.ELU(1.0 if layer.alpha is None else layer.alpha, name=name)
    return keras.layers.Activation(of_keras(layer.function), name=name)


ACTIVATION = Trainable(_apply, _plain)
