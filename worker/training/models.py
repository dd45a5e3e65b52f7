"""Keras models whose every pre-activation can be made noisy while training."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from backend.schemas.network import Conv2DLayer, DenseLayer, FlattenLayer, Layer, MaxPool2DLayer, RNNLayer
from worker.training.noise import PreactivationNoise, noisy
from worker.training.recipe import Recipe

CLIP_NORM = 1.0


class ReluRNN(keras.layers.Layer):  # type: ignore[misc]
    """h_t = relu(x_t W + h_(t-1) U + b + noise): Keras' own SimpleRNN has no place for noise before its activation."""

    def __init__(self, units: int, time_steps: int, noise: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.time_steps, self.noise = units, time_steps, noise

    def build(self, input_shape: tuple[int, ...]) -> None:
        chunk = input_shape[1] * input_shape[2] * input_shape[3] // self.time_steps
        self.kernel = self.add_weight(name="kernel", shape=(chunk, self.units), initializer="glorot_uniform")
        # Keras' own choice for recurrent layers. An identity (IRNN) trains as well, but its diagonal stays far larger
        # than the other weights and so widens the range that noise on a crossbar is a fraction of.
        self.recurrent = self.add_weight(
            name="recurrent", shape=(self.units, self.units), initializer=keras.initializers.Orthogonal()
        )
        self.bias = self.add_weight(name="bias", shape=(self.units,), initializer="zeros")

    def call(self, images: tf.Tensor, training: bool | None = None) -> tf.Tensor:
        chunk = self.kernel.shape[0]
        steps = tf.reshape(images, (-1, self.time_steps, chunk))
        hidden = tf.zeros((tf.shape(images)[0], self.units))
        for step in range(self.time_steps):
            z = steps[:, step] @ self.kernel + hidden @ self.recurrent + self.bias
            hidden = tf.nn.relu(noisy(z, self.noise) if training else z)
        return hidden

    def compute_output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return (input_shape[0], self.units)


def build(recipe: Recipe) -> keras.Model:
    """The recipe's network, not yet trained; gives logits."""
    inputs = keras.Input(recipe.input_shape)
    values = inputs
    for index, layer in enumerate(recipe.layers()):
        values = _apply(layer, values, f"layer_{index}", recipe.noise)
    return keras.Model(inputs, values, name=recipe.name.replace(".", "_"))


def _apply(layer: Layer, values: Any, name: str, noise: float) -> Any:
    match layer:
        case RNNLayer():
            return ReluRNN(layer.units, layer.time_steps, noise, name=name)(values)
        case FlattenLayer():
            return keras.layers.Flatten(name=name)(values)
        case MaxPool2DLayer():
            return keras.layers.MaxPooling2D(layer.size, name=name)(values)
        case DenseLayer():
            values = keras.layers.Dense(layer.units, name=name)(values)
        case Conv2DLayer():
            values = keras.layers.Conv2D(layer.filters, layer.kernel_size, padding=layer.padding, name=name)(values)
    values = PreactivationNoise(noise, name=f"{name}_noise")(values)
    return keras.layers.ReLU(name=f"{name}_relu")(values) if layer.activation == "relu" else values


def arrays(model: keras.Model, recipe: Recipe) -> dict[str, Any]:
    """The model's weights by the names that a stored network uses: "<layer>.<array>"."""
    found = {}
    for index, layer in enumerate(recipe.layers()):
        keras_layer = model.get_layer(f"layer_{index}")
        names: tuple[str, ...] = ()
        match layer:
            case RNNLayer():
                names = ("kernel", "recurrent", "bias")
            case DenseLayer() | Conv2DLayer():
                names = ("kernel", "bias")
        for name in names:
            found[f"{index}.{name}"] = getattr(keras_layer, name).numpy()
    return found


def optimiser(recipe: Recipe) -> keras.optimizers.Optimizer:
    kinds = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD}
    # Cosine decay to zero: the last epochs average the noise out instead of wandering in it.
    return kinds[recipe.optimiser](
        keras.optimizers.schedules.CosineDecay(recipe.learning_rate, _steps(recipe)), clipnorm=CLIP_NORM
    )


def _steps(recipe: Recipe) -> int:
    images = 1297 if recipe.dataset == "digits" else 60_000
    return recipe.epochs * -(-images // recipe.batch_size)
