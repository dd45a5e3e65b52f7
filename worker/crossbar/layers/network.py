"""A trained network as plain arrays: what is to be put on crossbars."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from worker.crossbar.layers.layer import Layer, Weighted


@dataclass(frozen=True, eq=False)
class Network:
    """Layers in order, and the (height, width, channels) of one image, whose values are in [0, 1]."""

    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int]

    @cached_property
    def weighted(self) -> dict[int, Weighted]:
        """The layers that lie on crossbars, by their place among all layers."""
        return {index: layer for index, layer in enumerate(self.layers) if isinstance(layer, Weighted)}
