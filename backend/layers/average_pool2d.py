"""Average-pooling of images."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, Shape, W
from backend.layers.windows import Padding, Sides, Steps, Windows, keras_pool, pair, pool_in_words, unless


class AveragePool2DLayer(DigitalLayer):
    """The mean of every window of `size` pixels, which moves by `strides`, its own size if that is null.

    A remainder at the border is dropped. With padding, windows reach over the border; what lies outside counts as pixels of
    value 0 if `counts_padding`, and otherwise not at all.
    """

    kind: Literal["average_pool2d"] = "average_pool2d"
    size: Sides = 2
    strides: Steps | None = Field(None, exclude_if=unless(None), description="Pixels between windows; null: their size.")
    padding: Padding = Field("valid", exclude_if=unless("valid"))
    counts_padding: bool = Field(False, exclude_if=unless(False), description="Whether a mean is over the padding as well.")

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Average-pool"
    sentence: ClassVar[str] = "Takes the mean of every window of the image; computed digitally."
    keras_classes: ClassVar[tuple[str, ...]] = ("AveragePooling2D", "AveragePooling1D")

    @property
    def windows(self) -> Windows:
        """The places of the windows."""
        return Windows(pair(self.size), pair(self.strides or self.size), padding=self.padding)

    def shape_after(self, shape: Shape) -> Shape:
        """Return (rows of windows, columns of windows, channels). Raises ImpossibleLayer if no window fits."""
        return (*self.windows.pooling(self, shape), shape[-1])

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus sums and one product of each window, which take place before values are stored."""
        return averaged(before, prod(self.shape_after(shape)), self._sums(shape))

    def in_words(self, shape: Shape) -> str:
        """Return the size of the windows, and steps and padding where they are unusual, for one cell of a table."""
        return pool_in_words(self.windows) + ", counting the padding" * self.counts_padding

    def digital_in_words(self, shape: Shape) -> str:
        """Return the numbers of sums and products for one image."""
        return f"{self._sums(shape):,} sums and {prod(self.shape_after(shape)):,} products"

    def _sums(self, shape: Shape) -> int:
        return prod(self.shape_after(shape)) * (prod(pair(self.size)) - 1)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras average-pooling of images, or of a series. Raises NotSupported."""
        return cls.model_validate(keras_pool(found)), {}


def averaged(before: W, means: int, sums: int) -> W:
    """Return the work before, plus that of so many means, each of which is stored, and of all sums for them together."""
    return replace(
        before,
        stored_values=means,
        pool_additions=before.pool_additions + sums,
        gate_products=before.gate_products + means,
    )
