"""Dense layers in Keras."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from backend.layers import DenseLayer
from worker.training.layers.noise import Noise, activated, perturbed
from worker.training.layers.trainable import Trainable


class NoisyDense(keras.layers.Dense):  # type: ignore[misc]
    """A dense layer whose weights are noisy while training. No activation of its own."""

    def __init__(self, units: int, level: float, place: int, **kwargs: Any) -> None:
        super().__init__(units, **kwargs)
        self.level, self.place = level, place

    def call(self, inputs: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        (kernel,) = perturbed([self.kernel], self.level if training else 0.0, self.place)
        return inputs @ kernel + self.bias


def _apply(layer: DenseLayer, values: Any, name: str, noise: Noise) -> Any:
    made = NoisyDense(layer.units, noise.on_weights, noise.place, kernel_constraint=noise.constraint(), name=name)
    return activated(made(values), layer.activation, name, noise)


def _plain(layer: DenseLayer, name: str) -> Any:
    return keras.layers.Dense(layer.units, activation=layer.activation, name=name)


DENSE = Trainable(_apply, _plain)
