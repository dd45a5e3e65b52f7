"""Gaussian noise at the pre-activations, while training only."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf


def noisy(z: tf.Tensor, level: float) -> tf.Tensor:
    """Z + n, n gaussian of standard deviation `level`, new for every value.

    TensorFlow's stateful generator, seeded by `tf.random.set_seed`: the stateless one that Keras'
    GaussianNoise uses is several times slower on a processor.
    """
    return z + tf.random.normal(tf.shape(z), stddev=level) if level else z


class PreactivationNoise(keras.layers.Layer):  # type: ignore[misc]
    """Stands between a layer's weighted sum and its activation."""

    def __init__(self, level: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.level = level

    def call(self, z: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        return noisy(z, self.level) if training else z

    def compute_output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return input_shape
