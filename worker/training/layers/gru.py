"""GRU in Keras, with noise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from backend.layers import GRULayer
from worker.training.layers.noise import Noise
from worker.training.layers.recurrent import Recurrent, settings
from worker.training.layers.trainable import Trainable


class NoisyGRU(Recurrent):
    """Keras' GRU (reset after the product) with noise at every column of its array."""

    blocks = 3

    def build(self, input_shape: tuple[int, ...]) -> None:
        super().build(input_shape)
        self.recurrent_bias = self.add_weight(name="recurrent_bias", shape=(3 * self.units,), initializer="zeros")

    def call(self, values: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        steps = self._steps(values)
        kernel, recurrent = self._weights(training)
        hidden = self._start(values)
        for step in range(self.time_steps):
            from_input, from_state = steps[:, step] @ kernel + self.bias, hidden @ recurrent + self.recurrent_bias
            gates = 2 * self.units
            both = tf.sigmoid(self._noisy(from_input[:, :gates] + from_state[:, :gates], training, step))
            stay, reset = tf.split(both, 2, axis=1)
            candidate = tf.tanh(
                self._noisy(from_input[:, gates:], training, step, 1)
                + reset * self._noisy(from_state[:, gates:], training, step, 2)
            )
            hidden = stay * hidden + (1 - stay) * candidate
        return hidden


def _apply(layer: GRULayer, values: Any, name: str, noise: Noise) -> Any:
    return NoisyGRU(**settings(layer, name, noise))(values)


def _plain(layer: GRULayer, name: str) -> Any:
    return keras.layers.GRU(layer.units, name=name)


def _weights(arrays: Mapping[str, Any]) -> list[Any]:
    """Keras keeps both biases in one array."""
    return [arrays["kernel"], arrays["recurrent"], np.stack([arrays["bias"], arrays["recurrent_bias"]])]


GRU = Trainable(_apply, _plain, _weights)
