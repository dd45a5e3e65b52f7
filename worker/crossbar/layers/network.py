"""A trained network as plain arrays, independent of how it was trained or stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from worker.crossbar.layers.layer import Layer, Weighted


@dataclass(frozen=True, eq=False)
class Network:
    """Layers in order, and the shape (height, width, channels) of one input image, whose values lie in [0, 1]."""

    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int]

    @cached_property
    def weighted(self) -> dict[int, Weighted]:
        """The layers whose weights are stored on crossbars, by their index among all layers."""
        return {index: layer for index, layer in enumerate(self.layers) if isinstance(layer, Weighted)}

    def title_of(self, index: int) -> str:
        """Return a layer's name in messages, counted from 1, such as "layer 2 (Dense)"."""
        return f"layer {index + 1} ({type(self.layers[index]).__name__})"
