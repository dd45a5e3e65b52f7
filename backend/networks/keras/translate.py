"""Keras' layers as Mhoscope's, each checked; what cannot be read is named, all of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

from backend.layers import (
    INPUT,
    KINDS,
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
    ScaleLayer,
    Shape,
    ZeroPadding2DLayer,
)
from backend.layers.keras import Floats, KerasLayer, NotSupported
from backend.layers.reshape import target_of
from backend.layers.windows import axes_of
from backend.networks.building import Builder, Tensor
from backend.networks.keras.container import KerasFile
from backend.networks.keras.graph import Link
from backend.networks.keras.output import DAMAGED, IDENTITIES, LINEAR, ending_of, layers_of
from backend.networks.keras.parts import SEPARABLE, parts_of
from backend.networks.keras.sequences import WRAPPERS, at_every_place, wrapped

ON_IMAGES = (Conv2DLayer, MaxPool2DLayer, AveragePool2DLayer, GlobalPool2DLayer, ZeroPadding2DLayer, Cropping2DLayer)
"""Kinds of layers that need rows, columns and channels."""
READERS = {name: kind for kind in KINDS.values() for name in kind.keras_classes}
"""Kinds of layers by the Keras classes that they read."""
PLAIN = ("InputLayer", *IDENTITIES)
"""Classes that give what they are given."""
COMPOSED = {"Subtract": "Add", "Average": "Add", "Minimum": "Maximum"}
"""Classes that several of our layers make up, by the one that merges."""
_DOING_NOTHING = "what does nothing at inference, such as Dropout, GaussianNoise and RandomFlip"
SUPPORTED = f"{', '.join((*READERS, *COMPOSED, *SEPARABLE, *WRAPPERS))}, and {_DOING_NOTHING}"


def translate(file: KerasFile, input_shape: tuple[int, int, int]) -> tuple[tuple[Layer, ...], dict[str, Floats]]:
    """Return layers and arrays of a network for images of (height, width, channels).

    An activation at the end that keeps the order of the classes, such as a softmax or sigmoid, is left out: the logits are
    those before it. Raises NotSupported, with all layers that cannot be read, or ImpossibleLayer.
    """
    made, ending, layers = Builder(input_shape, SUPPORTED), ending_of(file), layers_of(file)
    known: dict[int, Tensor | None] = {INPUT: made.input()}
    for index, link in enumerate(file.layers[: ending.output + 1]):
        layer = ending.layer if index == ending.output and ending.layer else layers[index]
        known[index] = _read(made, layer, link, [known[source] for source in link.inputs], first=index == 0)
    return made.finish(known[ending.output])


def _read(made: Builder, found: KerasLayer, link: Link, fed: Sequence[Tensor | None], *, first: bool) -> Tensor | None:
    """Return what a layer gives; None if it is refused, which is kept, or if that of a layer before it is not known."""
    try:
        found.check_precision()
        if link.problem:
            raise found.refusal(f"it {link.problem}")
        if link.again and found.weights:
            raise found.refusal("it is called more than once; layers that share weights cannot be read")
        if first:
            given = found.config.get("batch_shape", found.config.get("batch_input_shape"))
            fed = [made.input(_input_shape(found, given, made.input_shape))]
        return _added(made, found, fed)
    except NotSupported as error:
        made.refuse(error)
    except ImpossibleLayer as error:
        made.refuse(found.refusal(str(error)))
    except DAMAGED as error:
        made.refuse(found.refusal(f"its description is damaged ({type(error).__name__})"))
    return None


def _added(made: Builder, found: KerasLayer, fed: Sequence[Tensor | None]) -> Tensor | None:
    kind = READERS.get(found.kind)
    if kind is None and found.kind not in (*PLAIN, *COMPOSED, *SEPARABLE, *WRAPPERS):
        made.refuse_kind(found.name, found.kind[:40])
        return None
    if found.kind in COMPOSED or (kind is not None and issubclass(kind, MergingLayer)):
        return _merged(made, found, fed)
    if len(fed) != 1:
        raise found.refusal(f"it is fed by {len(fed)} layers; only one can be read")
    if found.kind in WRAPPERS:
        return wrapped(made, found, fed[0], lambda held, values: _added(made, held, [values]))
    result = fed[0]
    for part in [] if found.kind in PLAIN else parts_of(found):
        result = _behind(made, part, READERS[part.kind], result)
    return result


def _behind(made: Builder, found: KerasLayer, kind: type[LayerKind], fed: Tensor | None) -> Tensor | None:
    """Return what a layer with one input gives."""
    special = {"Reshape": _reshaped, "Flatten": _flattened, "Permute": _permuted}.get(found.kind)
    if special:
        return special(made, found, fed)
    if kind is ActivationLayer:
        if found.kind == "Activation" and found.config.get("activation") in LINEAR:
            found.know("activation")
            return fed
        return _activated(made, ActivationLayer.from_keras(found, _shape(fed))[0], fed)
    if kind is ScaleLayer:
        return _scaled(made, found, fed)
    return _layer(made, found, kind, fed)


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


def _merged(made: Builder, found: KerasLayer, fed: Sequence[Tensor | None]) -> Tensor | None:
    """Return what a layer gives that merges several others; all have as many axes, and stay as the file has them."""
    name = COMPOSED.get(found.kind, found.kind)
    layer, _none = READERS[name].from_keras(found, _shape(fed[0]))
    tensors = [made.as_in_file(tensor) for tensor in fed if tensor is not None]
    if len(tensors) < len(fed):
        return None
    axes = len(tensors[0].shape)
    if any(len(tensor.shape) != axes for tensor in tensors):
        shapes = " and ".join(str(tensor.shape) for tensor in tensors)
        raise found.refusal(f"its inputs have shapes {shapes}, with more axes in one than in another")
    if found.kind == "Subtract" and len(tensors) != 2:
        raise found.refusal(f"it subtracts {len(tensors)} inputs; it must be two")
    turned = {"Subtract": tensors[1:], "Minimum": tensors}.get(found.kind, [])
    kept = tensors[: len(tensors) - len(turned)]
    layer = layer.model_copy(update={"inputs": tuple(range(len(tensors)))})
    result = made.add(layer, *kept, *(_times(made, tensor, -1.0) for tensor in turned))
    factor = {"Average": 1 / len(tensors), "Minimum": -1.0}.get(found.kind)
    result = result if factor is None else _times(made, result, factor)
    return replace(result, shape=result.own[-axes:])


def _times(made: Builder, tensor: Tensor, factor: float) -> Tensor:
    return made.add(ScaleLayer(scale=(factor,), shift=(0.0,)), tensor)


def _shape(tensor: Tensor | None) -> Shape | None:
    return None if tensor is None else tensor.shape


def _reshaped(made: Builder, found: KerasLayer, fed: Tensor | None) -> Tensor | None:
    shape = target_of(found, _shape(fed))
    return None if fed is None or shape is None else replace(fed, shape=shape)


def _flattened(made: Builder, found: KerasLayer, fed: Tensor | None) -> Tensor | None:
    found.know("data_format")
    found.require(data_format=("channels_last", "channels_first"))
    if fed is None:
        return None
    if found.config.get("data_format") == "channels_first" and len(fed.shape) > 1:
        if len(fed.shape) > 3:
            raise found.refusal("data_format channels_first can be read of images alone")
        fed = _in_order(made, fed, (2, 3, 1) if len(fed.shape) == 3 else (2, 1, 3))
    flat = (prod(fed.shape),)
    return made.add(FlattenLayer(), fed, shape=flat) if len(fed.own) == 3 else replace(fed, shape=flat)


def _permuted(made: Builder, found: KerasLayer, fed: Tensor | None) -> Tensor | None:
    layer, _none = PermuteLayer.from_keras(found, _shape(fed))
    return None if fed is None else _in_order(made, fed, layer.order)


def _in_order(made: Builder, fed: Tensor, order: tuple[int, int, int]) -> Tensor:
    """Exchange the axes of an image, or of a table of two axes, which is an image with one channel."""
    axes = len(fed.shape)
    image = made.as_image(replace(fed, shape=(*fed.shape, 1)[:3]))
    permuted = made.add(PermuteLayer(order=order), image)
    return replace(permuted, shape=permuted.own[:axes])


def _activated(made: Builder, layer: ActivationLayer, fed: Tensor | None) -> Tensor | None:
    if fed is None:
        return None
    image = made.as_image(fed) if layer.function == "softmax" else fed
    return made.add(layer, image, shape=fed.shape)


def _scaled(made: Builder, found: KerasLayer, fed: Tensor | None) -> Tensor | None:
    """A batch normalization may be folded into the weights before it; all else is a layer of its own."""
    layer, _none = ScaleLayer.from_keras(found, _shape(fed))
    if fed is None:
        return None
    if len(layer.scale) == len(layer.shift) == 1:
        return made.add(layer, fed, shape=fed.shape)
    return made.add(layer, made.as_image(fed), shape=fed.shape, foldable=found.kind == "BatchNormalization")


def _layer(made: Builder, found: KerasLayer, kind: type[LayerKind], fed: Tensor | None) -> Tensor | None:
    """A layer that is one of ours, followed by its activation if that is more than a ReLU."""
    layer, arrays = kind.from_keras(found, _shape(fed))
    named = found.config.get("activation")
    follows = None
    if not isinstance(layer, RecurrentLayer | DigitalLayer) and named not in (*LINEAR, "relu"):
        follows = ActivationLayer.named(found, named)
    result = None
    if fed is not None:
        after = _shape_after(fed.shape, layer, found, arrays)
        if isinstance(layer, DenseLayer) and prod(fed.shape[:-1]) != 1:
            layer, arrays = at_every_place(layer, arrays)
        result = made.add(layer, made.as_image(fed) if isinstance(layer, ON_IMAGES) else fed, arrays=arrays, shape=after)
    return result if follows is None else _activated(made, follows, result)


def _shape_after(shape: Shape, layer: LayerKind, found: KerasLayer, arrays: Mapping[str, Floats]) -> Shape:
    """Return the shape that Keras gives a layer's outputs. Raises NotSupported if it cannot have such inputs."""
    if isinstance(layer, ON_IMAGES):
        return _after_windows(shape, layer, found, arrays)
    if isinstance(layer, DenseLayer):
        if arrays["kernel"].shape[0] != shape[-1]:
            raise found.refusal(
                f"kernel has {arrays['kernel'].shape[0]} rows, but images of this data set give values of shape {shape}, "
                "whose last axis must be as long"
            )
        return (*shape[:-1], layer.units)
    return layer.shape_after(shape)


def _after_windows(shape: Shape, layer: LayerKind, found: KerasLayer, arrays: Mapping[str, Floats]) -> Shape:
    """Return the shape after a layer that moves windows over images, or over a series: an image of one row."""
    axes = axes_of(found)
    if len(shape) != axes + 1:
        raise found.refusal(f"it needs {'images' if axes == 2 else 'a series'}, not values of shape {shape}")
    if isinstance(layer, Conv2DLayer) and arrays["kernel"].shape[2] * layer.groups != shape[-1]:
        raise found.refusal(f"its kernel is for {arrays['kernel'].shape[2] * layer.groups} channels, not {shape[-1]}")
    after = layer.shape_after((1, *shape)[-3:])
    return after[1:] if len(after) > len(shape) else after
