"""Convolutions in Keras."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from backend.layers import Conv2DLayer
from worker.training.layers.noise import Noise, activated, perturbed
from worker.training.layers.trainable import Trainable


class NoisyConv2D(keras.layers.Conv2D):  # type: ignore[misc]
    """A convolution, stride 1, whose weights are noisy while training. No activation of its own."""

    def __init__(self, filters: int, kernel_size: int, level: float, place: int, **kwargs: Any) -> None:
        super().__init__(filters, kernel_size, **kwargs)
        self.level, self.place = level, place

    def call(self, inputs: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        (kernel,) = perturbed([self.kernel], self.level if training else 0.0, self.place)
        return tf.nn.conv2d(inputs, kernel, strides=1, padding=self.padding.upper()) + self.bias


def _apply(layer: Conv2DLayer, values: Any, name: str, noise: Noise) -> Any:
    made = NoisyConv2D(
        layer.filters,
        layer.kernel_size,
        noise.on_weights,
        noise.place,
        padding=layer.padding,
        kernel_constraint=noise.constraint(),
        name=name,
    )
    return activated(made(values), layer.activation, name, noise)


def _plain(layer: Conv2DLayer, name: str) -> Any:
    size = layer.kernel_size
    return keras.layers.Conv2D(layer.filters, size, padding=layer.padding, activation=layer.activation, name=name)


CONV2D = Trainable(_apply, _plain)
