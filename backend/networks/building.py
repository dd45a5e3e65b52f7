"""A network put together layer by layer, as a reader goes through a file: what is refused is collected, nothing is stored.

A reader keeps the `Tensor` that each layer of the file gives, and says which of them a new layer is fed by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import cast

import numpy as np

from backend.layers import (
    INPUT,
    MOST_LAYERS,
    ActivationLayer,
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    ImpossibleLayer,
    Layer,
    LayerKind,
    ReshapeLayer,
    ScaleLayer,
    Shape,
    users_of,
)
from backend.layers.keras import LARGEST, Floats, NotSupported, Refusal
from backend.networks.describe import NO_LOGITS, describe

MOST_SAID = 40
"""Layers that a refusal says in its text; it has all of them one by one."""


@dataclass(frozen=True)
class Tensor:
    """The values that one layer gives, for one image."""

    source: int
    """Index of our layer that gives them; INPUT for the network's input."""
    shape: Shape
    """Shape that they have in the file, which may be any."""
    own: Shape
    """Shape that they have here: the same values in the same order."""


@dataclass
class _Node:
    layer: LayerKind
    arrays: dict[str, Floats]
    sources: tuple[int, ...]
    foldable: bool
    """Whether it is a scale and shift that may become a part of the weights before it."""


@dataclass
class Builder:
    """Layers so far. A tensor of None stands for what a refused layer would have given: what it feeds is checked, not added."""

    input_shape: tuple[int, int, int]
    readable: str = ""
    """What is said once if layers are of kinds that are not read."""
    refused: list[NotSupported] = field(default_factory=list)
    _of_other_kinds: bool = False
    _nodes: list[_Node] = field(default_factory=list)
    _images: dict[tuple[int, Shape], Tensor] = field(default_factory=dict)
    """Tensors with another shape of ours, by what they were made of."""

    def input(self, shape: Shape | None = None) -> Tensor:
        """Return the network's input, which has another shape in the file if one is given."""
        return Tensor(INPUT, shape or self.input_shape, self.input_shape)

    def add(
        self,
        layer: LayerKind,
        *inputs: Tensor,
        arrays: Mapping[str, Floats] | None = None,
        shape: Shape | None = None,
        foldable: bool = False,
    ) -> Tensor:
        """Return what a layer gives that is fed by these tensors; in the file it has this shape, or ours if none is given.

        `foldable`: a scale and shift that the file means to be a part of the layer before it, where that is exact. Raises
        ImpossibleLayer if the layer does not fit.
        """
        own = layer.shape_after_all([tensor.own for tensor in inputs])
        self._nodes.append(_Node(layer, dict(arrays or {}), tuple(tensor.source for tensor in inputs), foldable))
        return Tensor(len(self._nodes) - 1, own if shape is None else shape, own)

    def as_image(self, tensor: Tensor) -> Tensor:
        """Return the values as an image of the file's shape, for a layer that depends on rows, columns or channels.

        A series is an image of one row; a vector stays one, if it is one here. Raises ImpossibleLayer for more axes.
        """
        if tensor.shape == tensor.own and len(tensor.shape) != 2:
            return tensor
        if len(tensor.shape) > 3:
            raise ImpossibleLayer(f"values of shape {tensor.shape} have too many axes")
        image = cast("tuple[int, int, int]", (1, 1, 1, *tensor.shape)[-3:])
        return tensor if image == tensor.own else self._again(tensor, ReshapeLayer(shape=image))

    def as_in_file(self, tensor: Tensor) -> Tensor:
        """Return the values as a vector if the file takes them as one, else as an image: for layers that merge several."""
        if len(tensor.shape) != 1:
            return self.as_image(tensor)
        return tensor if len(tensor.own) == 1 else self._again(tensor, FlattenLayer())

    def _again(self, tensor: Tensor, layer: LayerKind) -> Tensor:
        """The tensor behind a layer that changes its shape here alone, made once for all that need it."""
        key = (tensor.source, layer.shape_after(tensor.own))
        if key not in self._images:
            self._images[key] = self.add(layer, tensor)
        return replace(self._images[key], shape=tensor.shape)

    def refuse(self, error: NotSupported) -> None:
        """Keep a refusal, to be raised with all others at the end."""
        self.refused.append(error)

    def refuse_kind(self, name: str, kind: str) -> None:
        """Keep the refusal of a layer of a kind that is not read, whatever its settings are."""
        refusal = Refusal(name, kind, f"layers of kind {kind} cannot be read")
        self.refuse(NotSupported(f"layer {name!r} is of kind {kind}", [refusal]))
        self._of_other_kinds = True

    def finish(self, output: Tensor | None) -> tuple[tuple[Layer, ...], dict[str, Floats]]:
        """Return layers and arrays of the network that gives this output.

        Layers that the output does not depend on are left out, and what can be is made a part of the product before it. Raises
        NotSupported, with all layers that were refused, or ImpossibleLayer.
        """
        if self.refused or output is None:
            several = f"{len(self.refused)} layers cannot be read: " if len(self.refused) > 1 else ""
            more = [f"and {len(self.refused) - MOST_SAID} more"] if len(self.refused) > MOST_SAID else []
            readable = [f"there are {self.readable}"] if self._of_other_kinds else []
            each = [one for error in self.refused for one in error.refused]
            raise NotSupported(several + "; ".join([*map(str, self.refused[:MOST_SAID]), *more, *readable]), each)
        if len(output.own) > 1 and prod(output.own) == max(output.own):
            output = self.add(FlattenLayer(), output)
        source = self._simplified(output.source)
        layers, arrays = self._numbered(source)
        if len(layers) > MOST_LAYERS:
            raise NotSupported(f"the network has {len(layers)} layers, with its activations; at most {MOST_LAYERS} can be read")
        self._check(layers, arrays)
        return layers, arrays

    def _simplified(self, output: int) -> int:
        """Make ReLUs and foldable scales a part of the only product that feeds them, if it feeds nothing else."""
        needed = self._needed(output)
        users = users_of([node.sources if index in needed else () for index, node in enumerate(self._nodes)])
        given_by = {INPUT: INPUT}
        for index, node in enumerate(self._nodes):
            node.sources = tuple(given_by[source] for source in node.sources)
            before = node.sources[0]
            alone = before != INPUT and self._only_user(users, before, index)
            given_by[index] = before if alone and self._absorbed(self._nodes[before], node) else index
            if given_by[index] == before:
                users[before] = users[index]
        return given_by[output]

    def _needed(self, output: int) -> set[int]:
        """Return the layers that an output depends on."""
        needed, waiting = set[int](), [output]
        while waiting:
            index = waiting.pop()
            if index != INPUT and index not in needed:
                needed.add(index)
                waiting.extend(self._nodes[index].sources)
        return needed

    def _only_user(self, users: Sequence[Sequence[int]], source: int, index: int) -> bool:
        return list(users[source]) == [index]

    def _absorbed(self, product: _Node, node: _Node) -> bool:
        """Return whether a layer, a ReLU or a foldable scale, has become a part of the product before it."""
        layer = product.layer
        if not isinstance(layer, DenseLayer | Conv2DLayer):
            return False
        if isinstance(node.layer, ActivationLayer) and node.layer.is_plain_relu:
            product.layer = layer.model_copy(update={"activation": "relu"})
            return True
        if not node.foldable or not isinstance(node.layer, ScaleLayer) or layer.activation != "linear":
            return False
        folded = _folded(product.arrays, node.layer)
        product.arrays = folded or product.arrays
        return folded is not None

    def _numbered(self, output: int) -> tuple[tuple[Layer, ...], dict[str, Floats]]:
        """The layers that the output depends on, each with the indices of those that feed it."""
        needed = self._needed(output)
        place = {INPUT: INPUT} | {index: new for new, index in enumerate(sorted(needed))}
        layers, arrays = [], dict[str, Floats]()
        for index in sorted(needed):
            node, new = self._nodes[index], place[index]
            sources = tuple(place[source] for source in node.sources)
            layers.append(node.layer.model_copy(update={"inputs": None if sources == (new - 1,) else sources}))
            arrays |= {f"{new}.{name}": array for name, array in node.arrays.items()}
        return cast("tuple[Layer, ...]", tuple(layers)), arrays

    def _check(self, layers: Sequence[LayerKind], arrays: Mapping[str, Floats]) -> None:
        """Raise NotSupported or ImpossibleLayer unless layers and arrays make a network with logits."""
        facts = describe(layers, self.input_shape)
        if not facts.layers or len(facts.output_shape) != 1:
            raise NotSupported(NO_LOGITS)
        for fact in facts.layers:
            for name, shape in fact.arrays.items():
                given = arrays[f"{fact.index}.{name}"].shape
                if given != shape:
                    raise NotSupported(
                        f"layer {fact.index} ({fact.kind}): {name} has shape {given}, but images of {self.input_shape} "
                        f"ask for {shape}"
                    )


def _folded(arrays: Mapping[str, Floats], layer: ScaleLayer) -> dict[str, Floats] | None:
    """Return kernel and bias with each output scaled and shifted.

    None if that gives numbers that are too large, or arrays are not as long as each other, which is refused when all are known.
    """
    scale, shift = (np.array(numbers, np.float64) for numbers in (layer.scale, layer.shift))
    if len({1, *(array.shape[-1] if array.shape else 1 for array in (scale, shift, arrays["kernel"], arrays["bias"]))}) > 2:
        return None
    folded = {"kernel": arrays["kernel"] * scale, "bias": arrays["bias"] * scale + shift}
    if not all((np.abs(array) <= LARGEST).all() for array in folded.values()):
        return None
    return {name: array.astype(np.float32) for name, array in folded.items()}
