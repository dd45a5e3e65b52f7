"""LSTM in Keras, with noise."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from backend.layers import LSTMLayer
from worker.training.layers.noise import Noise
from worker.training.layers.recurrent import Gated, plain_settings, settings
from worker.training.layers.trainable import Trainable


class NoisyLSTM(Gated):
    """Keras' LSTM with noise at the pre-activations of gates and candidate. The forget gate starts open."""

    blocks = 4

    def _first_bias(self, shape: tuple[int, ...], dtype: Any = None) -> tf.Tensor:
        zeros = tf.zeros((self.units,), dtype or tf.float32)
        return tf.concat([zeros, tf.ones_like(zeros), zeros, zeros], axis=0)

    def call(self, values: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        steps, gate, cell = self._steps(values), self.recurrent_activation, self.activation
        kernel, recurrent = self._weights(training)
        hidden = memory = self._start(values)
        states: list[tf.Tensor] = []
        for step in range(self.time_steps):
            z = self._noisy(steps[:, step] @ kernel + hidden @ recurrent + self.bias, training, step)
            keep, forget, candidate, give = tf.split(z, 4, axis=1)
            memory = gate(forget) * memory + gate(keep) * cell(candidate)
            hidden = gate(give) * cell(memory)
            states.append(hidden)
        return self._given(states)


def _apply(layer: LSTMLayer, values: Any, name: str, noise: Noise) -> Any:
    return NoisyLSTM(**settings(layer, name, noise))(values)


def _plain(layer: LSTMLayer, name: str) -> Any:
    return keras.layers.LSTM(**plain_settings(layer, name))


LSTM = Trainable(_apply, _plain)
