"""Keras' layers as Mhoscope's, each checked; what cannot be put on a crossbar is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import cast

from backend.layers import KINDS, DenseLayer, Layer, LayerKind
from backend.layers.keras import Floats, KerasLayer, NotSupported
from backend.networks.describe import describe
from backend.networks.keras.container import KerasFile

IGNORED = (
    "InputLayer",
    "Dropout",
    "GaussianNoise",
    "GaussianDropout",
    "SpatialDropout2D",
    "Reshape",
    "PreactivationNoise",
)
"""What does nothing at inference, or only says how the same numbers lie."""
READERS = {name: kind for kind in KINDS.values() for name in kind.keras_classes}
"""Kinds of layers by the Keras classes that they read."""
_READ = [kind.keras_classes[0] for kind in KINDS.values() if kind.keras_classes]
SUPPORTED = f"{', '.join(_READ)}, Reshape, ReLU, Dropout and GaussianNoise"


@dataclass
class _Translation:
    pixels: int
    layers: list[LayerKind] = field(default_factory=list)
    arrays: dict[str, Floats] = field(default_factory=dict)
    softmax: str | None = None
    """Name of the layer whose outputs go through a softmax."""


def translate(file: KerasFile, input_shape: tuple[int, int, int]) -> tuple[tuple[Layer, ...], dict[str, Floats]]:
    """Layers and arrays of a network for images of (height, width, channels). Raises NotSupported or ImpossibleLayer."""
    made = _Translation(pixels=prod(input_shape))
    for layer, weights in zip(file.layers, file.weights, strict=True):
        _add(made, KerasLayer(layer["class_name"], layer["config"], weights))
    if not made.layers or not isinstance(made.layers[-1], DenseLayer):
        raise NotSupported("the last layer must be Dense, with one unit a class")
    facts = describe(made.layers, input_shape)
    for fact in facts.layers:
        for name, shape in fact.arrays.items():
            given = made.arrays[f"{fact.index}.{name}"].shape
            if given != shape:
                raise NotSupported(
                    f"layer {fact.index} ({fact.kind}): {name} has shape {given}, but images of {input_shape} ask for {shape}"
                )
    return cast("tuple[Layer, ...]", tuple(made.layers)), made.arrays


def _add(made: _Translation, found: KerasLayer) -> None:
    if found.kind in IGNORED:
        return
    if made.softmax is not None:
        raise NotSupported(
            f"layer {made.softmax!r}: softmax can be read at the network's output alone, "
            "where leaving it out does not change which class is largest"
        )
    if found.kind in READERS:
        layer, arrays = READERS[found.kind].from_keras(found, made.pixels)
        made.arrays |= {f"{len(made.layers)}.{name}": array for name, array in arrays.items()}
        made.layers.append(layer)
    elif found.kind in ("ReLU", "Activation"):
        _add_activation(made, found)
    else:
        raise NotSupported(f"layer {found.name!r} is of kind {found.kind[:40]}; there are {SUPPORTED}")
    if found.is_softmax:
        made.softmax = found.name


def _add_activation(made: _Translation, found: KerasLayer) -> None:
    """An activation that is a layer of its own in Keras belongs to the layer before it here."""
    activation = "relu" if found.kind == "ReLU" else found.activation()
    last = made.layers[-1] if made.layers else None
    if last is None or "activation" not in type(last).model_fields:
        raise NotSupported(f"layer {found.name!r}: an activation must follow a Dense or Conv2D layer")
    if activation == "relu":
        made.layers[-1] = last.model_copy(update={"activation": activation})
