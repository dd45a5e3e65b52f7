"""GRU in Keras, with noise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from backend.layers import GRULayer
from worker.training.layers.noise import Noise
from worker.training.layers.recurrent import Gated, plain_settings, settings
from worker.training.layers.trainable import Trainable


class NoisyGRU(Gated):
    """Keras' GRU with noise at every column of its array, wherever it is read."""

    blocks = 3

    def __init__(self, *args: Any, reset_after: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reset_after = reset_after

    def build(self, input_shape: tuple[int, ...]) -> None:
        super().build(input_shape)
        if self.reset_after:
            self.recurrent_bias = self.add_weight(name="recurrent_bias", shape=(3 * self.units,), initializer="zeros")

    def call(self, values: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        steps, gates = self._steps(values), 2 * self.units
        kernel, recurrent = self._weights(training)
        state_bias = self.recurrent_bias if self.reset_after else tf.zeros_like(self.bias)
        hidden = self._start(values)
        states: list[tf.Tensor] = []
        for step in range(self.time_steps):
            from_input, from_state = steps[:, step] @ kernel + self.bias, hidden @ recurrent + state_bias
            both = self.recurrent_activation(self._noisy(from_input[:, :gates] + from_state[:, :gates], training, step))
            stay, reset = tf.split(both, 2, axis=1)
            if self.reset_after:
                opened = self._noisy(from_input[:, gates:], training, step, 1)
                opened += reset * self._noisy(from_state[:, gates:], training, step, 2)
            else:
                opened = self._noisy(from_input[:, gates:] + (reset * hidden) @ recurrent[:, gates:], training, step, 1)
            hidden = stay * hidden + (1 - stay) * self.activation(opened)
            states.append(hidden)
        return self._given(states)


def _apply(layer: GRULayer, values: Any, name: str, noise: Noise) -> Any:
    return NoisyGRU(**settings(layer, name, noise))(values)


def _plain(layer: GRULayer, name: str) -> Any:
    return keras.layers.GRU(**plain_settings(layer, name))


def _weights(arrays: Mapping[str, Any]) -> list[Any]:
    """Keras keeps both biases, if there are two, in one array."""
    if "recurrent_bias" not in arrays:
        return [arrays["kernel"], arrays["recurrent"], arrays["bias"]]
    return [arrays["kernel"], arrays["recurrent"], np.stack([arrays["bias"], arrays["recurrent_bias"]])]


GRU = Trainable(_apply, _plain, _weights)
