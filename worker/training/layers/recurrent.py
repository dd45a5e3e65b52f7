"""Recurrent Keras layers with a place for noise before every activation, which Keras' own have not.

Each takes any batch of values, cuts every sample into T chunks, and gives the last state
(or all of them). Arrays have the names and shapes of `backend.layers`.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from backend.layers import RecurrentLayer
from worker.training.layers.functions import function, of_keras
from worker.training.layers.noise import ClipToSpread, Noise, noisy, perturbed

PARTS = 3
"""Most pre-activations of a unit in one time step, each of which has its own noise."""
ORDER, FUNCTIONS = ("return_sequences", "go_backwards"), ("activation", "recurrent_activation")
"""Settings that Keras' own cells have, too."""


class Recurrent(keras.layers.Layer):  # type: ignore[misc]
    """What the cells share: chunks, weights, noise. Any batch of values is cut into T chunks a sample."""

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
        return_sequences: bool = False,
        go_backwards: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units, self.time_steps, self.noise, self.weight_noise = units, time_steps, noise, weight_noise
        self.place = place
        self.return_sequences, self.go_backwards = return_sequences, go_backwards
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
        steps = tf.reshape(values, (-1, self.time_steps, self.chunk))
        return tf.reverse(steps, [1]) if self.go_backwards else steps

    def _given(self, states: list[tf.Tensor]) -> tf.Tensor:
        """What the layer gives of its states after each time step."""
        return tf.stack(states, axis=1) if self.return_sequences else states[-1]

    def _start(self, values: tf.Tensor) -> tf.Tensor:
        return tf.zeros((tf.shape(values)[0], self.units))

    def _noisy(self, z: tf.Tensor, training: bool | None, step: int, part: int = 0) -> tf.Tensor:
        """`part` tells the pre-activations of one time step apart."""
        return noisy(z, self.noise, self.place + PARTS * step + part) if training else z

    def _weights(self, training: bool | None, *more: Any) -> list[tf.Tensor]:
        """Kernel, recurrent weights and whatever else lies on the array; one error of the weights for all time steps."""
        return perturbed([self.kernel, self.recurrent, *more], self.weight_noise if training else 0.0, self.place)

    def compute_output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return (input_shape[0], self.time_steps, self.units) if self.return_sequences else (input_shape[0], self.units)


class Gated(Recurrent):
    """A cell with gates: a function of candidates and outputs, and one of the gates."""

    def __init__(self, *args: Any, activation: str = "tanh", recurrent_activation: str = "sigmoid", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activation, self.recurrent_activation = function(activation), function(recurrent_activation)


def settings(layer: RecurrentLayer, name: str, noise: Noise) -> dict[str, Any]:
    """Arguments that every cell takes."""
    return {
        "units": layer.units,
        "time_steps": layer.time_steps,
        "noise": noise.level,
        "place": noise.place,
        "weight_noise": noise.on_weights,
        "weight_clip": noise.clip,
        "name": name,
        **_chosen(layer),
    }


def plain_settings(layer: RecurrentLayer, name: str) -> dict[str, Any]:
    """Arguments that Keras' own cells take. Raises NoPlainLayer."""
    chosen = _chosen(layer)
    functions = {key: of_keras(chosen[key]) for key in FUNCTIONS if key in chosen}
    return {"units": layer.units, "name": name, **chosen, **functions}


def _chosen(layer: RecurrentLayer) -> dict[str, Any]:
    """Settings that are not as they are by default."""
    given = layer.model_dump(exclude_defaults=True)
    return {key: given[key] for key in (*ORDER, *FUNCTIONS, "reset_after") if key in given}
