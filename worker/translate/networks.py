"""The one converter between a stored network and the engine's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from backend.layers import LayerKind
from backend.schemas.network import NetworkCard
from worker import crossbar
from worker.crossbar.layers import KINDS

Floats = NDArray[np.float32]


def to_engine(card: NetworkCard, arrays: Mapping[str, Floats]) -> crossbar.Network:
    """A card's layers with its arrays (named "<layer>.<array>") as the engine's network."""
    return layers_to_engine(card.layers, arrays, card.input_shape)


def layers_to_engine(layers: Sequence[LayerKind], arrays: Mapping[str, Floats], input_shape: tuple[int, ...]) -> crossbar.Network:
    """The same, without a card."""
    height, width, channels = input_shape
    made = tuple(
        _layer(layer, {name.split(".", 1)[1]: array for name, array in arrays.items() if name.split(".")[0] == str(index)})
        for index, layer in enumerate(layers)
    )
    return crossbar.Network(made, (height, width, channels))


def _layer(layer: LayerKind, arrays: Mapping[str, Floats]) -> crossbar.Layer:
    """Arrays and settings have the same names in both; what only says the sizes of arrays is left out."""
    make: Callable[..., crossbar.Layer] = KINDS[layer.kind]
    return make(**arrays, **layer.model_dump(exclude={"kind", *layer.sizes}))
