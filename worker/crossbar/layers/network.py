"""A trained network as plain arrays, independent of how it was trained or stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from worker.crossbar.layers.layer import Layer, Weighted
from worker.crossbar.layers.recurrent import Recurrent

INPUT = -1
"""In place of the index of a layer: the network's input."""


@dataclass(frozen=True, eq=False)
class Network:
    """Layers in topological order, the last of which gives the logits, and the shape (height, width, channels) of one image.

    Values of images lie in [0, 1]. `inputs` are the indices of the layers that feed each layer, INPUT for the images; None if
    each is fed by the layer before.
    """

    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int]
    inputs: tuple[tuple[int, ...], ...] | None = None

    @cached_property
    def weighted(self) -> dict[int, Weighted]:
        """The layers whose weights are stored on crossbars, by their index among all layers."""
        return {index: layer for index, layer in enumerate(self.layers) if isinstance(layer, Weighted)}

    @cached_property
    def recurrent(self) -> dict[int, Recurrent]:
        """The recurrent layers, by their index among all layers."""
        return {index: layer for index, layer in self.weighted.items() if isinstance(layer, Recurrent)}

    @cached_property
    def sources(self) -> tuple[tuple[int, ...], ...]:
        """For each layer, the indices of the layers that feed it, INPUT for the images."""
        return self.inputs or tuple((index - 1,) for index in range(len(self.layers)))

    @cached_property
    def only_users(self) -> tuple[int | None, ...]:
        """For each layer, the index of the one layer that it feeds; None if it feeds several, or none."""
        users: list[set[int]] = [set() for _ in self.layers]
        for index, sources in enumerate(self.sources):
            for source in sources:
                if source != INPUT:
                    users[source].add(index)
        return tuple(next(iter(found)) if len(found) == 1 else None for found in users)

    @cached_property
    def last_used(self) -> tuple[tuple[int, ...], ...]:
        """For each layer, the indices of the layers whose outputs nobody needs after it, INPUT for the images."""
        last = {source: index for index, sources in enumerate(self.sources) for source in sources}
        return tuple(tuple(source for source in set(found) if last[source] == index) for index, found in enumerate(self.sources))

    @cached_property
    def first_product(self) -> int | None:
        """The index of the first layer that is one product of its weights with the images themselves; None if there is none."""
        images = {INPUT}
        for index, (layer, sources) in enumerate(zip(self.layers, self.sources, strict=True)):
            if len(sources) == 1 and sources[0] in images:
                if layer.only_rearranges:
                    images.add(index)
                elif isinstance(layer, Weighted) and layer.is_product:
                    return index
        return None

    def title_of(self, index: int) -> str:
        """Return a layer's name in messages, counted from 1, such as "layer 2 (Dense)"."""
        return f"layer {index + 1} ({type(self.layers[index]).__name__})"
