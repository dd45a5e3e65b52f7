"""The RNN in Keras."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from backend.layers import RNNLayer
from worker.training.layers.functions import function
from worker.training.layers.noise import Noise
from worker.training.layers.recurrent import Recurrent, plain_settings, settings
from worker.training.layers.trainable import Trainable, no_plain


class ReluRNN(Recurrent):
    """h_t = f(x_t W + h_(t-1) U + h_(t-lag) S + b + noise), with a ReLU for f unless it says another function."""

    def __init__(
        self,
        units: int,
        time_steps: int,
        noise: float = 0.0,
        *,
        lag: int | None = None,
        activation: str = "relu",
        **kwargs: Any,
    ) -> None:
        super().__init__(units, time_steps, noise, **kwargs)
        self.lag, self.activation = lag, function(activation)

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
            hidden = self.activation(self._noisy(z, training, step))
            states.append(hidden)
        return self._given(states)


def _apply(layer: RNNLayer, values: Any, name: str, noise: Noise) -> Any:
    return ReluRNN(**settings(layer, name, noise), lag=layer.lag)(values)


def _plain(layer: RNNLayer, name: str) -> Any:
    if layer.lag is not None:
        return no_plain(layer, name)
    return keras.layers.SimpleRNN(**({"activation": "relu"} | plain_settings(layer, name)))


RNN = Trainable(_apply, _plain)
