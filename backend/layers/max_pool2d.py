"""Max-pooling of images."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, Shape, W
from backend.layers.windows import Padding, Sides, Steps, Windows, keras_pool, pair, pool_in_words, unless


class MaxPool2DLayer(DigitalLayer):
    """The largest value of every window of `size` pixels, which moves by `strides`, its own size if that is null.

    A remainder at the border is dropped. With padding, windows reach over the border; what lies outside is never the largest.
    """

    kind: Literal["max_pool2d"] = "max_pool2d"
    size: Sides = 2
    strides: Steps | None = Field(None, exclude_if=unless(None), description="Pixels between windows; null: their size.")
    padding: Padding = Field("valid", exclude_if=unless("valid"))

    title: ClassVar[str] = "Max-pool"
    sentence: ClassVar[str] = "Keeps the largest value of every window of the image."
    keras_classes: ClassVar[tuple[str, ...]] = ("MaxPooling2D", "MaxPooling1D")

    @property
    def windows(self) -> Windows:
        """The places of the windows."""
        return Windows(pair(self.size), pair(self.strides or self.size), padding=self.padding)

    def shape_after(self, shape: Shape) -> Shape:
        """Return (rows of windows, columns of windows, channels). Raises ImpossibleLayer if no window fits."""
        return (*self.windows.pooling(self, shape), shape[-1])

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus the comparisons of the pooling, which takes place before values are stored."""
        comparisons = before.pool_comparisons + self._comparisons(shape)
        return replace(before, stored_values=prod(self.shape_after(shape)), pool_comparisons=comparisons)

    def in_words(self, shape: Shape) -> str:
        """Return the size of the windows, and steps and padding where they are unusual, for one cell of a table."""
        return pool_in_words(self.windows)

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of comparisons for one image."""
        return f"{self._comparisons(shape):,} comparisons"

    def _comparisons(self, shape: Shape) -> int:
        return prod(self.shape_after(shape)) * (prod(pair(self.size)) - 1)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras max-pooling of images, or of a series. Raises NotSupported."""
        return cls.model_validate(keras_pool(found)), {}
