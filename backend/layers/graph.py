"""What feeds what in a network, and the shapes of all values: its layers are a graph in topological order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.layers.kind import ImpossibleLayer, LayerKind, MergingLayer, Shape

INPUT = -1
"""In place of the index of a layer: the network's input."""
MOST_LAYERS = 512
"""Of one network that is read from a file."""


@dataclass(frozen=True)
class Place:
    """One layer in its network: what feeds it, and the shapes of its inputs and its output."""

    index: int
    layer: LayerKind
    sources: tuple[int, ...]
    inputs: tuple[Shape, ...]
    output: Shape

    @property
    def shape(self) -> Shape:
        """The shape that the layer's methods are given: of its input, or of the output if it merges several."""
        return self.output if isinstance(self.layer, MergingLayer) else self.inputs[0]


def sources_of(layers: Sequence[LayerKind]) -> list[tuple[int, ...]]:
    """Return the indices of the layers that feed each layer, INPUT for the network's input.

    Raises ImpossibleLayer if a layer is fed by itself or a later one, or if its output is used by none and it is not the last.
    """
    found = [(index - 1,) if layer.inputs is None else layer.inputs for index, layer in enumerate(layers)]
    for index, (layer, inputs) in enumerate(zip(layers, found, strict=True)):
        for source in inputs:
            if not INPUT <= source < index:
                raise ImpossibleLayer(
                    f"layer {index} ({layer.kind}): inputs must be indices of layers before it, or {INPUT} for the network's "
                    f"input; received {source}"
                )
    used = {source for inputs in found for source in inputs}
    for index, layer in enumerate(layers[:-1]):
        if index not in used:
            raise ImpossibleLayer(f"layer {index} ({layer.kind}) feeds no other; only the last layer may")
    return found


def users_of(sources: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the indices of the layers that each layer feeds, each once, in order."""
    users: list[list[int]] = [[] for _ in sources]
    for index, inputs in enumerate(sources):
        for source in dict.fromkeys(inputs):
            if source != INPUT:
                users[source].append(index)
    return users


def places_of(layers: Sequence[LayerKind], input_shape: Shape) -> list[Place]:
    """Return every layer with its sources and shapes, for inputs of `input_shape`.

    Raises ImpossibleLayer, with the index of the layer in its text, if a layer does not fit its inputs, or as `sources_of` does.
    """
    found: list[Place] = []
    for index, (layer, sources) in enumerate(zip(layers, sources_of(layers), strict=True)):
        inputs = tuple(tuple(input_shape) if source == INPUT else found[source].output for source in sources)
        try:
            found.append(Place(index, layer, sources, inputs, layer.shape_after_all(inputs)))
        except ImpossibleLayer as fault:
            raise fault.at(index) from None
    return found
