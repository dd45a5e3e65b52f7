"""Convolutions in Keras."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from backend.layers import Conv2DLayer
from worker.training.layers.noise import Noise, activated, perturbed
from worker.training.layers.trainable import NoPlainLayer, Trainable


class NoisyConv2D(keras.layers.Conv2D):  # type: ignore[misc]
    """A convolution whose weights are noisy while training. No activation of its own."""

    def __init__(self, filters: int, kernel_size: Any, level: float, place: int, **kwargs: Any) -> None:
        super().__init__(filters, kernel_size, **kwargs)
        self.level, self.place = level, place

    def call(self, inputs: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        (kernel,) = perturbed([self.kernel], self.level if training else 0.0, self.place)
        return self._convolved(inputs, kernel) + self.bias

    def _convolved(self, inputs: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
        padding = self.padding.upper()
        if self.groups == 1:
            strides, dilations = list(self.strides), list(self.dilation_rate)
            return tf.nn.conv2d(inputs, kernel, strides=strides, padding=padding, dilations=dilations)
        if self.groups == inputs.shape[-1] and self.strides[0] == self.strides[1]:
            (*sides, _one, filters), strides = kernel.shape, [1, *self.strides, 1]
            kernels = tf.reshape(kernel, (*sides, self.groups, filters // self.groups))
            return tf.nn.depthwise_conv2d(inputs, kernels, strides=strides, padding=padding, dilations=self.dilation_rate)
        # TensorFlow has no gradient of a convolution in groups on processors.
        groups = zip(tf.split(inputs, self.groups, axis=-1), tf.split(kernel, self.groups, axis=-1), strict=True)
        convolved = [
            tf.nn.conv2d(part, own, strides=self.strides, padding=padding, dilations=self.dilation_rate) for part, own in groups
        ]
        return tf.concat(convolved, axis=-1)


def _apply(layer: Conv2DLayer, values: Any, name: str, noise: Noise) -> Any:
    padding = layer.padding
    if not isinstance(padding, str):
        values, padding = keras.layers.ZeroPadding2D(padding, name=f"{name}_padding")(values), "valid"
    made = NoisyConv2D(
        layer.filters,
        layer.kernel_size,
        noise.on_weights,
        noise.place,
        padding=padding,
        strides=layer.strides,
        dilation_rate=layer.dilation,
        groups=layer.groups,
        kernel_constraint=noise.constraint(),
        name=name,
    )
    return activated(made(values), layer.activation, name, noise)


def _plain(layer: Conv2DLayer, name: str) -> Any:
    if not isinstance(layer.padding, str):
        raise NoPlainLayer("Keras has no conv2d with margins of its own; leave -o out to keep the network in the store")
    return keras.layers.Conv2D(
        layer.filters,
        layer.kernel_size,
        padding=layer.padding,
        strides=layer.strides,
        dilation_rate=layer.dilation,
        groups=layer.groups,
        activation=layer.activation,
        name=name,
    )


CONV2D = Trainable(_apply, _plain)
