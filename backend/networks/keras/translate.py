"""Keras' layers as Mhoscope's, each checked; what cannot be read is named, all of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any, cast

import numpy as np

from backend.layers import (
    KINDS,
    MOST_LAYERS,
    ActivationLayer,
    AveragePool2DLayer,
    Conv2DLayer,
    Cropping2DLayer,
    DenseLayer,
    DigitalLayer,
    FlattenLayer,
    GlobalPool2DLayer,
    ImpossibleLayer,
    Layer,
    LayerKind,
    MaxPool2DLayer,
    MergingLayer,
    PermuteLayer,
    RecurrentLayer,
    ReshapeLayer,
    ScaleLayer,
    Shape,
    ZeroPadding2DLayer,
)
from backend.layers.keras import LARGEST, Floats, KerasLayer, NotSupported, Refusal
from backend.layers.reshape import target_of
from backend.layers.windows import axes_of
from backend.networks.describe import describe
from backend.networks.keras.container import KerasFile
from backend.networks.keras.output import DAMAGED, IDENTITIES, LINEAR, layers_of, without_last_activation

ON_IMAGES = (Conv2DLayer, MaxPool2DLayer, AveragePool2DLayer, GlobalPool2DLayer, ZeroPadding2DLayer, Cropping2DLayer)
"""Kinds of layers that need rows, columns and channels."""
READERS = {name: kind for kind in KINDS.values() if not issubclass(kind, MergingLayer) for name in kind.keras_classes}
"""Kinds of layers by the Keras classes that they read."""
SUPPORTED = f"{', '.join(READERS)}, and what does nothing at inference, such as Dropout, GaussianNoise and RandomFlip"


@dataclass
class _Translation:
    shape: Shape | None
    """What Keras takes the values to be; None after a layer that could not be read."""
    own: Shape
    """What they are after the layers so far."""
    layers: list[LayerKind] = field(default_factory=list)
    arrays: dict[str, Floats] = field(default_factory=dict)
    refused: list[NotSupported] = field(default_factory=list)

    def add(self, layer: LayerKind, arrays: dict[str, Floats] | None = None) -> None:
        self.arrays |= {f"{len(self.layers)}.{name}": array for name, array in (arrays or {}).items()}
        self.layers.append(layer)
        if self.shape is not None:
            self.own = layer.shape_after(self.own)

    def as_image(self) -> None:
        """Make our values what Keras takes them to be: what follows depends on rows, columns or channels."""
        if self.shape is None or (self.shape == self.own and len(self.shape) != 2):
            return
        if len(self.shape) > 3:
            raise ImpossibleLayer(f"values of shape {self.shape} have too many axes")
        image = (1, 1, 1, *self.shape)[-3:]
        if image != self.own:
            self.add(ReshapeLayer(shape=cast("tuple[int, int, int]", image)))


def translate(file: KerasFile, input_shape: tuple[int, int, int]) -> tuple[tuple[Layer, ...], dict[str, Floats]]:
    """Return layers and arrays of a network for images of (height, width, channels).

    An activation at the end that keeps the order of the classes, such as a softmax or sigmoid, is left out: the logits are
    those before it. Raises NotSupported, with all layers that cannot be read, or ImpossibleLayer.
    """
    made = _Translation(shape=tuple(input_shape), own=tuple(input_shape))
    for index, layer in enumerate(without_last_activation(layers_of(file))):
        try:
            layer.check_precision()
            _add(made, layer, input_shape, first=index == 0)
        except NotSupported as error:
            made.refused.append(error)
            made.shape = None
        except ImpossibleLayer as error:
            made.refused.append(layer.refusal(str(error)))
            made.shape = None
        except DAMAGED as error:
            made.refused.append(layer.refusal(f"its description is damaged ({type(error).__name__})"))
            made.shape = None
    if made.refused:
        several = f"{len(made.refused)} layers cannot be read: " if len(made.refused) > 1 else ""
        each = [one for error in made.refused for one in error.refused]
        raise NotSupported(several + "; ".join(map(str, made.refused)), each)
    _check(made, input_shape)
    return cast("tuple[Layer, ...]", tuple(made.layers)), made.arrays


def _check(made: _Translation, input_shape: tuple[int, int, int]) -> None:
    """Raise NotSupported or ImpossibleLayer unless layers and arrays make a network."""
    if len(made.layers) > MOST_LAYERS:
        raise NotSupported(f"the network has {len(made.layers)} layers, with its activations; at most {MOST_LAYERS} can be read")
    if not made.layers or not isinstance(made.layers[-1], DenseLayer):
        raise NotSupported("the last layer must be Dense, with one unit a class")
    for fact in describe(made.layers, input_shape).layers:
        for name, shape in fact.arrays.items():
            given = made.arrays[f"{fact.index}.{name}"].shape
            if given != shape:
                raise NotSupported(
                    f"layer {fact.index} ({fact.kind}): {name} has shape {given}, but images of {input_shape} ask for {shape}"
                )


def _add(made: _Translation, found: KerasLayer, input_shape: Shape, *, first: bool) -> None:
    given = found.config.get("batch_shape", found.config.get("batch_input_shape"))
    if first:
        made.shape = _input_shape(found, given, input_shape)
    if found.kind == "InputLayer" or found.kind in IDENTITIES:
        return
    if found.kind not in READERS:
        kind = found.kind[:40]
        refusal = Refusal(found.name, kind, f"layers of kind {kind} cannot be read")
        raise NotSupported(f"layer {found.name!r} is of kind {kind}; there are {SUPPORTED}", [refusal])
    special = {"Reshape": _add_reshape, "Flatten": _add_flatten, "Permute": _add_permute}.get(found.kind)
    if special:
        special(made, found)
    elif READERS[found.kind] is ActivationLayer:
        if found.kind == "Activation" and found.config.get("activation") in LINEAR:
            found.know("activation")
            return
        _add_activation(made, ActivationLayer.from_keras(found, made.shape)[0])
    elif READERS[found.kind] is ScaleLayer:
        _add_scale(made, found)
    else:
        _add_layer(made, found)


def _input_shape(found: KerasLayer, given: Any, images: Shape) -> Shape:
    """Return the shape that Keras gives to the images. Raises NotSupported if they are others."""
    if not isinstance(given, list | tuple) or not all(side is None or isinstance(side, int) for side in given[1:]):
        return images
    sides = list(given[1:])
    if None in sides:
        sides = list(images) if len(sides) == len(images) else [side or 0 for side in sides]
    same = prod(sides) == prod(images) and (tuple(sides) == images or len(sides) < 3 or images[-1] == 1)
    if not same:
        raise found.refusal(f"it takes inputs of shape {tuple(given[1:])}, but images of {images} are given")
    return tuple(sides)


def _add_reshape(made: _Translation, found: KerasLayer) -> None:
    made.shape = target_of(found, made.shape)


def _add_flatten(made: _Translation, found: KerasLayer) -> None:
    found.know("data_format")
    found.require(data_format=("channels_last", "channels_first"))
    if made.shape is None:
        return
    if found.config.get("data_format") == "channels_first" and len(made.shape) > 1:
        if len(made.shape) > 3:
            raise found.refusal("data_format channels_first can be read of images alone")
        _permute(made, (2, 3, 1) if len(made.shape) == 3 else (2, 1, 3))
    made.shape = (prod(made.shape),)
    if len(made.own) == 3:
        made.add(FlattenLayer())


def _add_permute(made: _Translation, found: KerasLayer) -> None:
    layer, _none = PermuteLayer.from_keras(found, made.shape)
    if made.shape is not None:
        _permute(made, layer.order)


def _permute(made: _Translation, order: tuple[int, int, int]) -> None:
    """Exchange the axes of an image, or of a table of two axes, which is an image with one channel."""
    assert made.shape is not None
    axes = len(made.shape)
    made.shape = (*made.shape, 1)[:3]
    made.as_image()
    made.add(PermuteLayer(order=order))
    made.shape = made.own[:axes]


def _add_activation(made: _Translation, layer: ActivationLayer) -> None:
    """A plain ReLU right after a product belongs to its layer; all else is a layer of its own."""
    last = made.layers[-1] if made.layers else None
    if layer.is_plain_relu and isinstance(last, DenseLayer | Conv2DLayer):
        made.layers[-1] = last.model_copy(update={"activation": "relu"})
        return
    if layer.function == "softmax":
        made.as_image()
    made.add(layer)


def _add_scale(made: _Translation, found: KerasLayer) -> None:
    """A batch normalization right after a product is folded into its weights; all else is a layer of its own."""
    layer, _none = ScaleLayer.from_keras(found, made.shape)
    last = made.layers[-1] if made.layers else None
    if len(layer.scale) > 1 or len(layer.shift) > 1:
        folded = found.kind == "BatchNormalization" and isinstance(last, DenseLayer | Conv2DLayer)
        if folded and last.activation == "linear" and made.shape == made.own:  # type: ignore[union-attr]
            _fold(made, layer, found)
            return
        made.as_image()
    made.add(layer)


def _fold(made: _Translation, layer: ScaleLayer, found: KerasLayer) -> None:
    kernel, bias = (f"{len(made.layers) - 1}.{name}" for name in ("kernel", "bias"))
    scale, shift = (np.array(numbers, np.float64) for numbers in (layer.scale, layer.shift))
    folded = {kernel: made.arrays[kernel] * scale, bias: made.arrays[bias] * scale + shift}
    if not all((np.abs(array) <= LARGEST).all() for array in folded.values()):
        raise found.refusal("its numbers are too large to be folded into the weights before it")
    made.arrays |= {name: array.astype(np.float32) for name, array in folded.items()}


def _add_layer(made: _Translation, found: KerasLayer) -> None:
    """A layer that is one of ours, followed by its activation if that is more than a ReLU."""
    layer, arrays = READERS[found.kind].from_keras(found, made.shape)
    named = found.config.get("activation")
    follows = None
    if not isinstance(layer, RecurrentLayer | DigitalLayer) and named not in (*LINEAR, "relu"):
        follows = ActivationLayer.named(found, named)
    if made.shape is not None:
        after = _shape_after(made, layer, found, arrays)
        made.add(layer, arrays)
        made.shape = after
    if follows is not None:
        _add_activation(made, follows)


def _after_windows(made: _Translation, layer: LayerKind, found: KerasLayer, arrays: dict[str, Floats], shape: Shape) -> Shape:
    """Return the shape after a layer that moves windows over images, or over a series: an image of one row."""
    axes = axes_of(found)
    if len(shape) != axes + 1:
        raise found.refusal(f"it needs {'images' if axes == 2 else 'a series'}, not values of shape {shape}")
    made.as_image()
    if isinstance(layer, Conv2DLayer) and arrays["kernel"].shape[2] * layer.groups != shape[-1]:
        raise found.refusal(f"its kernel is for {arrays['kernel'].shape[2] * layer.groups} channels, not {shape[-1]}")
    after = layer.shape_after((1, *shape)[-3:])
    return after[1:] if len(after) > len(shape) else after


def _shape_after(made: _Translation, layer: LayerKind, found: KerasLayer, arrays: dict[str, Floats]) -> Shape:
    """Return what Keras takes a layer's outputs to be, with our values made an image where the layer needs one."""
    shape = made.shape
    assert shape is not None
    if isinstance(layer, ON_IMAGES):
        return _after_windows(made, layer, found, arrays, shape)
    if isinstance(layer, DenseLayer):
        if prod(shape[:-1]) != 1 or arrays["kernel"].shape[0] != shape[-1]:
            raise found.refusal(
                f"kernel has {arrays['kernel'].shape[0]} rows, but images of this data set give values of shape {shape}, "
                "which must be one vector"
            )
        return (*shape[:-1], layer.units)
    return layer.shape_after(shape)
