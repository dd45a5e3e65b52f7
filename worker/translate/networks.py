"""The converter between a stored network and a network of the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from backend.layers import LayerKind, sources_of
from backend.schemas.network import NetworkCard
from worker import crossbar
from worker.crossbar.layers import KINDS

Floats = NDArray[np.float32]


def to_engine(card: NetworkCard, arrays: Mapping[str, Floats]) -> crossbar.Network:
    """Return a card's layers, with their arrays, as a network of the engine.

    `arrays` are named "<layer index>.<array>", such as "0.kernel"; their shapes are those of `WeightedLayer.arrays`.
    """
    return layers_to_engine(card.layers, arrays, card.input_shape)


def layers_to_engine(layers: Sequence[LayerKind], arrays: Mapping[str, Floats], input_shape: tuple[int, ...]) -> crossbar.Network:
    """Return layers, with their arrays named "<layer index>.<array>", as a network of the engine.

    `input_shape` is (height, width, channels).
    """
    height, width, channels = input_shape
    own: list[dict[str, Floats]] = [{} for _ in layers]
    for name, array in arrays.items():
        index, array_name = name.split(".", 1)
        own[int(index)][array_name] = array
    engine_layers = tuple(_layer(layer, arrays_of) for layer, arrays_of in zip(layers, own, strict=True))
    inputs = tuple(sources_of(layers)) if any(layer.inputs for layer in layers) else None
    return crossbar.Network(engine_layers, (height, width, channels), inputs)


def _layer(layer: LayerKind, arrays: Mapping[str, Floats]) -> crossbar.Layer:
    """Return one layer of the engine, whose arrays and settings have the same names; sizes are left out, as shapes imply them."""
    make: Callable[..., crossbar.Layer] = KINDS[layer.kind]
    return make(**arrays, **layer.model_dump(exclude={"kind", "inputs", *layer.sizes}))
