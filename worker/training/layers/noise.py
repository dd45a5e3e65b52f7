"""Gaussian noise while training only: at the pre-activations, and on the weights.

Every place of noise has a number of its own as seed. Without one, TensorFlow takes it from the count of
operations before it, and any change of the graph would train another network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

PLACES_A_LAYER = 10_000
"""Numbers that each layer of a network has for its places of noise."""
ON_WEIGHTS = 9_000
"""Where a layer's numbers for noise on weights begin."""


@dataclass(frozen=True)
class Noise:
    """What one layer of a network is trained with: noise at pre-activations and on weights, and a bound on weights."""

    level: float
    """Standard deviation at every pre-activation."""
    on_weights: float
    """Standard deviation on the weights, as a fraction of the largest of their array."""
    clip: float | None
    """Bound on weights in standard deviations of their array; None for none."""
    place: int
    """The first of the layer's numbers for places of noise."""

    def constraint(self) -> ClipToSpread | None:
        """The bound for Keras, one for each array."""
        return ClipToSpread(self.clip) if self.clip else None


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


def activated(values: Any, activation: str, name: str, noise: Noise) -> Any:
    """Noise at pre-activations, and then the activation ("relu" or "linear"), as layers of their own."""
    values = PreactivationNoise(noise.level, noise.place, name=f"{name}_noise")(values)
    return keras.layers.ReLU(name=f"{name}_relu")(values) if activation == "relu" else values
