"""Keras models whose every pre-activation can be made noisy while training."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import keras
import numpy as np

from backend.layers import (
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    GRULayer,
    Layer,
    LSTMLayer,
    MaxPool2DLayer,
    RNNLayer,
    SkipRNNLayer,
)
from backend.networks.describe import describe
from backend.networks.recipe import Recipe
from worker.training.noise import PLACES_A_LAYER, ClipToSpread, NoisyConv2D, NoisyDense, PreactivationNoise
from worker.training.recurrent import NoisyGRU, NoisyLSTM, ReluRNN, SkipRNN

CLIP_NORM = 1.0


class NoPlainLayer(ValueError):
    """Keras has no layer of its own for a part of the network."""


def build(recipe: Recipe) -> keras.Model:
    """The recipe's network, not yet trained; gives logits."""
    inputs = keras.Input(recipe.input_shape)
    values = inputs
    for index, layer in enumerate(recipe.layers()):
        values = _apply(layer, values, index, recipe)
    return keras.Model(inputs, values, name=recipe.name.replace(".", "_"))


def _apply(layer: Layer, values: Any, index: int, recipe: Recipe) -> Any:
    name, noise, place = f"layer_{index}", recipe.noise, PLACES_A_LAYER * (index + 1)
    on_weights: dict[str, Any] = {"place": place, "weight_noise": recipe.weight_noise, "weight_clip": recipe.weight_clip}
    match layer:
        case RNNLayer():
            made = ReluRNN(
                layer.units, layer.time_steps, noise, lag=layer.lag, sequences=layer.return_sequences, name=name, **on_weights
            )
            return made(values)
        case SkipRNNLayer():
            return SkipRNN(layer.units, layer.time_steps, noise, name=name, **on_weights)(values)
        case LSTMLayer():
            return NoisyLSTM(layer.units, layer.time_steps, noise, name=name, **on_weights)(values)
        case GRULayer():
            return NoisyGRU(layer.units, layer.time_steps, noise, name=name, **on_weights)(values)
        case FlattenLayer():
            return keras.layers.Flatten(name=name)(values)
        case MaxPool2DLayer():
            return keras.layers.MaxPooling2D(layer.size, name=name)(values)
    clip = ClipToSpread(recipe.weight_clip) if recipe.weight_clip else None
    match layer:
        case DenseLayer():
            values = NoisyDense(layer.units, recipe.weight_noise, place, kernel_constraint=clip, name=name)(values)
        case Conv2DLayer():
            values = NoisyConv2D(
                layer.filters,
                layer.kernel_size,
                recipe.weight_noise,
                place,
                padding=layer.padding,
                kernel_constraint=clip,
                name=name,
            )(values)
    values = PreactivationNoise(noise, place, name=f"{name}_noise")(values)
    return keras.layers.ReLU(name=f"{name}_relu")(values) if layer.activation == "relu" else values


def arrays(model: keras.Model, recipe: Recipe) -> dict[str, Any]:
    """The model's weights by the names that a stored network uses: "<layer>.<array>"."""
    return {
        f"{layer.index}.{name}": getattr(model.get_layer(f"layer_{layer.index}"), name).numpy()
        for layer in describe(recipe.layers(), recipe.input_shape).layers
        for name in layer.arrays
    }


def plain(recipe: Recipe, found: Mapping[str, Any]) -> keras.Model:
    """The trained network in Keras' own layers alone, for others to load. Raises NoPlainLayer."""
    layers = recipe.layers()
    model = keras.Sequential([keras.Input(recipe.input_shape)], name=recipe.name.replace(".", "_"))
    for index, layer in enumerate(layers):
        if isinstance(layer, RNNLayer | LSTMLayer | GRULayer) and index == 0:
            model.add(keras.layers.Reshape((layer.time_steps, prod(recipe.input_shape) // layer.time_steps)))
        model.add(_plain(layer, f"layer_{index}"))
    for fact in describe(layers, recipe.input_shape).layers:
        own = {name: found[f"{fact.index}.{name}"] for name in fact.arrays}
        if "recurrent_bias" in own:
            own = {"kernel": own["kernel"], "recurrent": own["recurrent"], "bias": np.stack([own["bias"], own["recurrent_bias"]])}
        model.get_layer(f"layer_{fact.index}").set_weights(list(own.values()))
    return model


def _plain(layer: Layer, name: str) -> Any:
    match layer:
        case RNNLayer(lag=None):
            return keras.layers.SimpleRNN(layer.units, activation="relu", return_sequences=layer.return_sequences, name=name)
        case LSTMLayer():
            return keras.layers.LSTM(layer.units, name=name)
        case GRULayer():
            return keras.layers.GRU(layer.units, name=name)
        case FlattenLayer():
            return keras.layers.Flatten(name=name)
        case MaxPool2DLayer():
            return keras.layers.MaxPooling2D(layer.size, name=name)
        case DenseLayer():
            return keras.layers.Dense(layer.units, activation=layer.activation, name=name)
        case Conv2DLayer():
            size = layer.kernel_size
            return keras.layers.Conv2D(layer.filters, size, padding=layer.padding, activation=layer.activation, name=name)
    raise NoPlainLayer(f"Keras has no layer of its own for {layer.kind}; leave -o out to keep the network in the store")


def optimiser(recipe: Recipe, images: int) -> keras.optimizers.Optimizer:
    """The recipe's optimiser for so many training images."""
    kinds = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD}
    # Cosine decay to zero: the last epochs average the noise out instead of wandering in it.
    return kinds[recipe.optimiser](
        keras.optimizers.schedules.CosineDecay(recipe.learning_rate, recipe.epochs * -(-images // recipe.batch_size)),
        clipnorm=CLIP_NORM,
    )
