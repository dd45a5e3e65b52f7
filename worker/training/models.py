"""A recipe's network as a Keras model, and its weights as the arrays that a stored network has."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import keras

from backend.layers import INPUT, MergingLayer, RecurrentLayer, places_of, sources_of
from backend.networks.describe import describe
from backend.networks.recipe import Recipe
from worker.training.layers import KINDS
from worker.training.layers.noise import PLACES_A_LAYER, Noise


def build(recipe: Recipe) -> keras.Model:
    """The recipe's network, not yet trained; gives logits."""
    layers = recipe.layers()
    inputs = keras.Input(recipe.input_shape)
    known = {INPUT: inputs}
    for index, (layer, sources) in enumerate(zip(layers, sources_of(layers), strict=True)):
        noise = Noise(recipe.noise, recipe.weight_noise, recipe.weight_clip, place=PLACES_A_LAYER * (index + 1))
        values = [known[source] for source in sources]
        merges = isinstance(layer, MergingLayer)
        known[index] = KINDS[layer.kind].apply(layer, values if merges else values[0], _name(index), noise)
    return keras.Model(inputs, known[len(layers) - 1], name=recipe.name.replace(".", "_"))


def arrays(model: keras.Model, recipe: Recipe) -> dict[str, Any]:
    """The model's weights by the names that a stored network uses: "<layer>.<array>"."""
    return {
        f"{fact.index}.{name}": getattr(model.get_layer(_name(fact.index)), name).numpy()
        for fact in describe(recipe.layers(), recipe.input_shape).layers
        for name in fact.arrays
    }


def plain(recipe: Recipe, found: Mapping[str, Any]) -> keras.Model:
    """The trained network, a chain, in Keras' own layers alone, for others to load. Raises NoPlainLayer."""
    layers = recipe.layers()
    model = keras.Sequential([keras.Input(recipe.input_shape)], name=recipe.name.replace(".", "_"))
    for place in places_of(layers, recipe.input_shape):
        layer, shape = place.layer, place.shape
        if isinstance(layer, RecurrentLayer) and len(shape) != 2:
            model.add(keras.layers.Reshape((layer.time_steps, prod(shape) // layer.time_steps)))
        model.add(KINDS[layer.kind].plain(layer, _name(place.index)))
    for fact in describe(layers, recipe.input_shape).layers:
        own = {name: found[f"{fact.index}.{name}"] for name in fact.arrays}
        model.get_layer(_name(fact.index)).set_weights(KINDS[fact.kind].weights(own))
    return model


def _name(index: int) -> str:
    """Of the Keras layer that holds the arrays of a network's layer."""
    return f"layer_{index}"
