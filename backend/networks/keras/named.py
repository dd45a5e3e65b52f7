"""The arrays of a Keras model by name, so that a file of weights alone can take their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from backend.networks.keras.container import Floats, KerasFile
from backend.networks.keras.stored import STACKED
from backend.networks.tensors import NotTensors, replaced

USUAL = ("kernel", "bias")
CELL = ("kernel", "recurrent_kernel", "bias")
NAMES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("SimpleRNN", "LSTM", "GRU", "ReluRNN", "SimpleRNNCell", "LSTMCell", "GRUCell"), CELL),
    "Normalization": ("mean", "variance", "count"),
    "PReLU": ("alpha",),
}
"""Names of the arrays of a kind, in Keras' order; `count` of a Normalization is none of the weights."""


HOLDERS: Mapping[str, Callable[[Mapping[str, Any]], list[tuple[str, Any]]]] = {
    "Bidirectional": lambda config: [
        ("forward.", config["layer"]),
        ("backward.", config.get("backward_layer") or config["layer"]),
    ],
    "TimeDistributed": lambda config: [("", config["layer"])],
    "RNN": lambda config: [("", config["cell"])],
    STACKED: lambda config: [(f"{number}.", cell) for number, cell in enumerate(config["cells"])],
}
"""Layers within layers of a kind, each with what the names of its arrays begin with."""


def with_weights(file: KerasFile, given: Mapping[str, Floats]) -> KerasFile:
    """Return a model with other arrays, named "<layer>/<array>" or "<layer>.<array>". Raises NotTensors unless all fit."""
    try:
        found = list(_named(file))
    except (LookupError, TypeError, AttributeError, RecursionError):
        raise NotTensors("the description of the model is damaged") from None
    own = {name: array for _layer, _place, name, array in found}
    if len(own) != len(found):
        raise NotTensors("the network has two layers of one name")
    taken = replaced(own, {name.replace("/", "."): array for name, array in given.items()})
    weights = [list(arrays) for arrays in file.weights]
    for layer, place, name, _array in found:
        weights[layer][place] = taken[name]
    return replace(file, weights=weights)


def _named(file: KerasFile) -> Iterator[tuple[int, int, str, Floats]]:
    for layer, (link, arrays) in enumerate(zip(file.layers, file.weights, strict=True)):
        own, names = str(link.config.get("name", link.kind)), names_of(link.kind, link.config)
        if len(arrays) > len(names) or (link.kind in HOLDERS and 0 < len(arrays) < len(names)):
            raise NotTensors(f"the weights of layer {own[:40]!r} have no names here; give the whole model as one file")
        for place, (name, array) in enumerate(zip(names, arrays, strict=False)):
            if array.ndim:
                yield layer, place, f"{own}.{name}", array


def names_of(kind: str, config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of a layer's arrays in Keras' order; those of layers within it begin with where they are."""
    if kind in HOLDERS:
        return tuple(
            f"{where}{name}" for where, held in HOLDERS[kind](config) for name in names_of(held["class_name"], held["config"])
        )
    if kind == "BatchNormalization":
        kept = {"gamma": config.get("scale", True), "beta": config.get("center", True)}
        return (*(name for name, there in kept.items() if there), "moving_mean", "moving_variance")
    names = NAMES.get(kind, USUAL)
    return tuple(name for name in names if name != "bias" or config.get("use_bias", True))
