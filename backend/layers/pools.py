"""The common part of pools: windows that move over an image."""

from __future__ import annotations

from math import prod
from typing import Self

from pydantic import Field

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, Shape
from backend.layers.windows import Padding, Sides, Steps, Windows, keras_pool, pair, pool_in_words, unless


class PoolLayer(DigitalLayer):
    """One value for every window of `size` pixels, which moves by `strides`, its own size if that is null. It has no arrays."""

    size: Sides = 2
    strides: Steps | None = Field(None, exclude_if=unless(None), description="Pixels between windows; null: their size.")
    padding: Padding = Field("valid", exclude_if=unless("valid"))

    @property
    def windows(self) -> Windows:
        """The places of the windows."""
        return Windows(pair(self.size), pair(self.strides or self.size), padding=self.padding)

    def shape_after(self, shape: Shape) -> Shape:
        """Return (rows of windows, columns of windows, channels). Raises ImpossibleLayer if no window fits."""
        return (*self.windows.pooling(self, shape), shape[-1])

    def joined(self, shape: Shape) -> int:
        """Return how often one value is joined to another, by a comparison or a sum: one time less than a window has pixels."""
        return prod(self.shape_after(shape)) * (prod(pair(self.size)) - 1)

    def in_words(self, shape: Shape) -> str:
        """Return the size of the windows, and steps and padding where they are unusual, for one cell of a table."""
        return pool_in_words(self.windows)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras pooling of images, or of a series. Raises NotSupported."""
        return cls.model_validate(keras_pool(found)), {}
