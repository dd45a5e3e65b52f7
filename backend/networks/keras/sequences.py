"""Layers of Keras along time: recurrent ones from both ends and of several cells, and others at every time step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import prod

from backend.layers import (
    KINDS,
    AddLayer,
    ConcatenateLayer,
    Conv2DLayer,
    DenseLayer,
    FlipLayer,
    MergingLayer,
    MultiplyLayer,
    RecurrentLayer,
    ScaleLayer,
)
from backend.layers.keras import Floats, KerasLayer
from backend.networks.building import Builder, Tensor
from backend.networks.keras.wrapped import halves_of, inner, recurrent

WRAPPERS = ("RNN", "Bidirectional", "TimeDistributed")
"""Classes that hold the layers that they stand for."""
_MERGED: dict[str, type[MergingLayer]] = {
    "concat": ConcatenateLayer,
    "sum": AddLayer,
    "ave": AddLayer,
    "mul": MultiplyLayer,
}
_CELLS = {name: kind for kind in KINDS.values() if issubclass(kind, RecurrentLayer) for name in kind.keras_classes}
AT_EVERY_STEP = ("Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "BatchNormalization", "Rescaling", "Dropout")
"""What a TimeDistributed may hold: layers that do with every step what they do with all of them at once."""

Read = Callable[[KerasLayer, Tensor | None], Tensor | None]
"""Return what another layer gives that is fed by a tensor."""


def wrapped(made: Builder, found: KerasLayer, fed: Tensor | None, read: Read) -> Tensor | None:
    """Return what a layer gives that holds others; None if what feeds it is not known. Raises NotSupported."""
    if found.kind == "TimeDistributed":
        return _at_every_step(found, fed, read)
    if found.kind == "RNN":
        return _one_after_another(made, recurrent(found), fed)
    return _from_both_ends(made, found, fed)


def at_every_place(layer: DenseLayer, arrays: Mapping[str, Floats]) -> tuple[Conv2DLayer, dict[str, Floats]]:
    """Return what a dense layer of every time step or pixel is: a convolution with kernels of one place."""
    convolution = Conv2DLayer(filters=layer.units, kernel_size=1, activation=layer.activation)
    return convolution, {"kernel": arrays["kernel"][None, None], "bias": arrays["bias"]}


def _one_after_another(made: Builder, layers: Sequence[KerasLayer], fed: Tensor | None) -> Tensor | None:
    for found in layers:
        layer, arrays = _CELLS[found.kind].from_keras(found, None if fed is None else fed.shape)
        fed = None if fed is None else made.add(layer, fed, arrays=arrays, shape=layer.shape_after(fed.shape))
    return fed


def _from_both_ends(made: Builder, found: KerasLayer, fed: Tensor | None) -> Tensor | None:
    """What is read from the end comes in that order, and is turned round before it is merged step by step."""
    halves = halves_of(found)
    forward, backward = (_one_after_another(made, half, fed) for half in (halves.forward, halves.backward))
    if forward is None or backward is None:
        return None
    if halves.every:
        forward, backward = made.as_image(forward), made.as_image(backward)
        backward = made.add(FlipLayer(axis=2), backward, shape=backward.shape)
    result = made.add(_MERGED[halves.merge].model_validate({"inputs": (0, 1)}), forward, backward)
    if halves.merge == "ave":
        result = made.add(ScaleLayer(scale=(0.5,), shift=(0.0,)), result)
    return replace(result, shape=(*forward.shape[:-1], result.own[-1]))


def _at_every_step(found: KerasLayer, fed: Tensor | None, read: Read) -> Tensor | None:
    found.know("layer")
    held = replace(inner(found, "layer"), weights=found.weights)
    if held.kind == "Flatten" and fed is not None:
        held.require(data_format=("channels_last",))
        return replace(fed, shape=(fed.shape[0], prod(fed.shape[1:])))
    if held.kind not in (*AT_EVERY_STEP, "Flatten"):
        raise found.refusal(f"it holds a {held.kind[:40]}; {', '.join(AT_EVERY_STEP)} and Flatten can be read at every step")
    axes = len(fed.shape) - 1 if fed is not None else 0
    if held.config.get("axis") in (axes, [axes]):  # the last one of a step, which is the last one of all
        held = replace(held, config={**held.config, "axis": -1})
    return read(held, fed)
