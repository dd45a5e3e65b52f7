"""LSTM in Keras, with noise."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from backend.layers import LSTMLayer
from worker.training.layers.noise import Noise
from worker.training.layers.recurrent import Recurrent, settings
from worker.training.layers.trainable import Trainable


class NoisyLSTM(Recurrent):
    """Keras' LSTM with noise at the pre-activations of gates and candidate. The forget gate starts open."""

    blocks = 4

    def _first_bias(self, shape: tuple[int, ...], dtype: Any = None) -> tf.Tensor:
        zeros = tf.zeros((self.units,), dtype or tf.float32)
        return tf.concat([zeros, tf.ones_like(zeros), zeros, zeros], axis=0)

    def call(self, values: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        steps = self._steps(values)
        kernel, recurrent = self._weights(training)
        hidden = memory = self._start(values)
        for step in range(self.time_steps):
            z = self._noisy(steps[:, step] @ kernel + hidden @ recurrent + self.bias, training, step)
            keep, forget, candidate, give = tf.split(z, 4, axis=1)
            memory = tf.sigmoid(forget) * memory + tf.sigmoid(keep) * tf.tanh(candidate)
            hidden = tf.sigmoid(give) * tf.tanh(memory)
        return hidden


def _apply(layer: LSTMLayer, values: Any, name: str, noise: Noise) -> Any:
    return NoisyLSTM(**settings(layer, name, noise))(values)


def _plain(layer: LSTMLayer, name: str) -> Any:
    return keras.layers.LSTM(layer.units, name=name)


LSTM = Trainable(_apply, _plain)
