"""A ReLU RNN that may skip time steps, in Keras."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from backend.layers import SkipRNNLayer
from worker.training.layers.noise import Noise
from worker.training.layers.recurrent import Recurrent, settings
from worker.training.layers.trainable import Trainable, no_plain

UPDATE_COST = 1e-3
"""What one update of a Skip RNN adds to the loss of an image: without it, no step would be skipped."""


class SkipRNN(Recurrent):
    """Campos et al., ICLR 2018, with a ReLU cell: a binary gate, trained straight through, may skip the next steps."""

    def build(self, input_shape: tuple[int, ...]) -> None:
        super().build(input_shape)
        self.gate = self._array("gate", (self.units, 1), "glorot_uniform")
        self.gate_bias = self.add_weight(name="gate_bias", shape=(1,), initializer="ones")

    def call(self, values: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        steps = self._steps(values)
        kernel, recurrent, gate = self._weights(training, self.gate)
        state = self._start(values)
        due = tf.ones((tf.shape(values)[0], 1))
        updates = tf.zeros((tf.shape(values)[0], 1))
        states: list[tf.Tensor] = []
        for step in range(self.time_steps):
            # Forward the rounded value, backward as if it had not been rounded.
            update = due + tf.stop_gradient(tf.round(due) - due)
            fresh = tf.nn.relu(self._noisy(steps[:, step] @ kernel + state @ recurrent + self.bias, training, step))
            state = update * fresh + (1 - update) * state
            more = tf.sigmoid(self._noisy(state @ gate + self.gate_bias, training, step, 1))
            due = update * more + (1 - update) * tf.minimum(due + more, 1.0)
            updates += update
            states.append(state)
        if training:
            self.add_loss(UPDATE_COST * tf.reduce_mean(updates))
        return self._given(states)


def _apply(layer: SkipRNNLayer, values: Any, name: str, noise: Noise) -> Any:
    return SkipRNN(**settings(layer, name, noise))(values)


SKIP_RNN = Trainable(_apply, no_plain)
