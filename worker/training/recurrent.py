"""Recurrent Keras layers with a place for noise before every activation, which Keras' own have not.

Each takes any batch of values, cuts every sample into T chunks, and gives the last state
(or all of them). Arrays have the names and shapes of `backend.schemas.network`.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from worker.training.noise import ClipToSpread, noisy, perturbed

PARTS = 3
UPDATE_COST = 1e-3
"""What one update of a Skip RNN adds to the loss of an image: without it, no step would be skipped."""


class _Recurrent(keras.layers.Layer):  # type: ignore[misc]
    """What the cells share: chunks, weights, noise."""

    blocks = 1
    """Columns per unit of kernel and recurrent weights."""

    def __init__(
        self,
        units: int,
        time_steps: int,
        noise: float = 0.0,
        *,
        place: int = 0,
        weight_noise: float = 0.0,
        weight_clip: float | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units, self.time_steps, self.noise, self.weight_noise = units, time_steps, noise, weight_noise
        self.place = place
        self._clip = ClipToSpread(weight_clip) if weight_clip else None

    def build(self, input_shape: tuple[int, ...]) -> None:
        pixels = 1
        for size in input_shape[1:]:
            pixels *= size
        self.chunk = pixels // self.time_steps
        columns = self.blocks * self.units
        self.kernel = self._array("kernel", (self.chunk, columns), "glorot_uniform")
        # Keras' own choice for recurrent layers. An identity (IRNN) trains as well, but its diagonal stays far larger
        # than the other weights and so widens the range that noise on a crossbar is a fraction of.
        self.recurrent = self._array("recurrent", (self.units, columns), keras.initializers.Orthogonal())
        self.bias = self.add_weight(name="bias", shape=(columns,), initializer=self._first_bias)

    def _array(self, name: str, shape: tuple[int, int], initializer: Any) -> Any:
        return self.add_weight(name=name, shape=shape, initializer=initializer, constraint=self._clip)

    def _first_bias(self, shape: tuple[int, ...], dtype: Any = None) -> tf.Tensor:
        return tf.zeros(shape, dtype or tf.float32)

    def _steps(self, values: tf.Tensor) -> tf.Tensor:
        return tf.reshape(values, (-1, self.time_steps, self.chunk))

    def _start(self, values: tf.Tensor) -> tf.Tensor:
        return tf.zeros((tf.shape(values)[0], self.units))

    def _noisy(self, z: tf.Tensor, training: bool | None, step: int, part: int = 0) -> tf.Tensor:
        """`part` tells the pre-activations of one time step apart."""
        return noisy(z, self.noise, self.place + PARTS * step + part) if training else z

    def _weights(self, training: bool | None, *more: Any) -> list[tf.Tensor]:
        """Kernel, recurrent weights and whatever else lies on the array; one error of the weights for all time steps."""
        return perturbed([self.kernel, self.recurrent, *more], self.weight_noise if training else 0.0, self.place)

    def compute_output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return (input_shape[0], self.units)


class ReluRNN(_Recurrent):
    """h_t = relu(x_t W + h_(t-1) U + h_(t-lag) S + b + noise)."""

    def __init__(
        self, units: int, time_steps: int, noise: float = 0.0, *, lag: int | None = None, sequences: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(units, time_steps, noise, **kwargs)
        self.lag, self.sequences = lag, sequences

    def build(self, input_shape: tuple[int, ...]) -> None:
        super().build(input_shape)
        if self.lag is not None:
            self.skip = self._array("skip", (self.units, self.units), keras.initializers.Orthogonal(gain=0.5))

    def call(self, values: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        steps = self._steps(values)
        kernel, recurrent, *skip = self._weights(training, *([] if self.lag is None else [self.skip]))
        hidden = self._start(values)
        states: list[tf.Tensor] = []
        for step in range(self.time_steps):
            z = steps[:, step] @ kernel + hidden @ recurrent + self.bias
            if self.lag is not None and step >= self.lag:
                z += states[step - self.lag] @ skip[0]
            hidden = tf.nn.relu(self._noisy(z, training, step))
            states.append(hidden)
        return tf.stack(states, axis=1) if self.sequences else hidden

    def compute_output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return (input_shape[0], self.time_steps, self.units) if self.sequences else (input_shape[0], self.units)


class SkipRNN(_Recurrent):
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
        for step in range(self.time_steps):
            # Forward the rounded value, backward as if it had not been rounded.
            update = due + tf.stop_gradient(tf.round(due) - due)
            fresh = tf.nn.relu(self._noisy(steps[:, step] @ kernel + state @ recurrent + self.bias, training, step))
            state = update * fresh + (1 - update) * state
            more = tf.sigmoid(self._noisy(state @ gate + self.gate_bias, training, step, 1))
            due = update * more + (1 - update) * tf.minimum(due + more, 1.0)
            updates += update
        if training:
            self.add_loss(UPDATE_COST * tf.reduce_mean(updates))
        return state


class NoisyLSTM(_Recurrent):
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


class NoisyGRU(_Recurrent):
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
