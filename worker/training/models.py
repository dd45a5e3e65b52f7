"""A recipe's network as a Keras model, and its weights as the arrays that a stored network has."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import keras

from backend.layers import RecurrentLayer, shapes
from backend.networks.describe import describe
from backend.networks.recipe import Recipe
from worker.training.layers import KINDS
from worker.training.layers.noise import PLACES_A_LAYER, Noise


def build(recipe: Recipe) -> keras.Model:
    """The recipe's network, not yet trained; gives logits."""
    inputs = keras.Input(recipe.input_shape)
    values = inputs
    for index, layer in enumerate(recipe.layers()):
        noise = Noise(recipe.noise, recipe.weight_noise, recipe.weight_clip, place=PLACES_A_LAYER * (index + 1))
        values = KINDS[layer.kind].apply(layer, values, _name(index), noise)
    return keras.Model(inputs, values, name=recipe.name.replace(".", "_"))


def arrays(model: keras.Model, recipe: Recipe) -> dict[str, Any]:
    """The model's weights by the names that a stored network uses: "<layer>.<array>"."""
    return {
        f"{fact.index}.{name}": getattr(model.get_layer(_name(fact.index)), name).numpy()
        for fact in describe(recipe.layers(), recipe.input_shape).layers
        for name in fact.arrays
    }


def plain(recipe: Recipe, found: Mapping[str, Any]) -> keras.Model:
    """The trained network in Keras' own layers alone, for others to load. Raises NoPlainLayer."""
    layers = recipe.layers()
    *inputs, _output = shapes(layers, recipe.input_shape)
    model = keras.Sequential([keras.Input(recipe.input_shape)], name=recipe.name.replace(".", "_"))
    for index, (layer, shape) in enumerate(zip(layers, inputs, strict=True)):
        if isinstance(layer, RecurrentLayer) and len(shape) != 2:
            model.add(keras.layers.Reshape((layer.time_steps, prod(shape) // layer.time_steps)))
        model.add(KINDS[layer.kind].plain(layer, _name(index)))
    for fact in describe(layers, recipe.input_shape).layers:
        own = {name: found[f"{fact.index}.{name}"] for name in fact.arrays}
        model.get_layer(_name(fact.index)).set_weights(KINDS[fact.kind].weights(own))
    return model


def _name(index: int) -> str:
    """Of the Keras layer that holds the arrays of a network's layer."""
    return f"layer_{index}"
