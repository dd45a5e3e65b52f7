"""Gaussian noise while training only: at the pre-activations, and on the weights.

Every place of noise has a number of its own as seed. Without one, TensorFlow takes it from the count of
operations before it, and any change of the graph would train another network.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

PLACES_A_LAYER = 10_000
ON_WEIGHTS = 9_000
"""Where a layer's numbers for noise on weights begin."""


def noisy(z: tf.Tensor, level: float, place: int) -> tf.Tensor:
    """Z + n, n gaussian of standard deviation `level`, new for every value and every call.

    TensorFlow's stateful generator, seeded by `tf.random.set_seed` and the place. (Keras' GaussianNoise, with the
    stateless one, takes 1.06 times as long, median of 15 pairs: no reason for either.)
    """
    return z + tf.random.normal(tf.shape(z), stddev=level, seed=place) if level else z


def perturbed(weights: list[tf.Tensor], level: float, place: int) -> list[tf.Tensor]:
    """The weights of one array with gaussian noise of `level` times their common max |w|, new at every call.

    The gradient takes the noise as given (V. Joshi et al., Nature Communications 11, 2473 (2020)).
    """
    if not level:
        return weights
    largest = tf.stop_gradient(tf.reduce_max([tf.reduce_max(tf.abs(array)) for array in weights]))
    return [
        array + largest * tf.random.normal(tf.shape(array), stddev=level, seed=place + ON_WEIGHTS + index)
        for index, array in enumerate(weights)
    ]


class ClipToSpread(keras.constraints.Constraint):  # type: ignore[misc]
    """Weights within `spreads` standard deviations of their array, after every update: no few large ones set the range."""

    def __init__(self, spreads: float) -> None:
        self.spreads = spreads

    def __call__(self, weights: tf.Tensor) -> tf.Tensor:
        bound = self.spreads * tf.math.reduce_std(weights)
        return tf.clip_by_value(weights, -bound, bound)


class PreactivationNoise(keras.layers.Layer):  # type: ignore[misc]
    """Stands between a layer's weighted sum and its activation."""

    def __init__(self, level: float, place: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.level, self.place = level, place

    def call(self, z: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        return noisy(z, self.level, self.place) if training else z

    def compute_output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return input_shape


class NoisyDense(keras.layers.Dense):  # type: ignore[misc]
    """A dense layer whose weights are noisy while training. No activation of its own."""

    def __init__(self, units: int, level: float, place: int, **kwargs: Any) -> None:
        super().__init__(units, **kwargs)
        self.level, self.place = level, place

    def call(self, inputs: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        (kernel,) = perturbed([self.kernel], self.level if training else 0.0, self.place)
        return inputs @ kernel + self.bias


class NoisyConv2D(keras.layers.Conv2D):  # type: ignore[misc]
    """A convolution, stride 1, whose weights are noisy while training. No activation of its own."""

    def __init__(self, filters: int, kernel_size: int, level: float, place: int, **kwargs: Any) -> None:
        super().__init__(filters, kernel_size, **kwargs)
        self.level, self.place = level, place

    def call(self, inputs: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        (kernel,) = perturbed([self.kernel], self.level if training else 0.0, self.place)
        return tf.nn.conv2d(inputs, kernel, strides=1, padding=self.padding.upper()) + self.bias
