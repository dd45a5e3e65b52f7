"""Max-pooling of images."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, ImpossibleLayer, Shape, W, image_of

LARGEST_WINDOW = 15
"""Of its sides, in pixels."""


class MaxPool2DLayer(DigitalLayer):
    """The largest value of every window of `size` x `size` pixels, with stride `size`; a remainder at the border is dropped."""

    kind: Literal["max_pool2d"] = "max_pool2d"
    size: int = Field(2, ge=1, le=LARGEST_WINDOW)

    title: ClassVar[str] = "Max-pool"
    sentence: ClassVar[str] = "Keeps the largest value of every window of the image."
    keras_classes: ClassVar[tuple[str, ...]] = ("MaxPooling2D",)

    def shape_after(self, shape: Shape) -> Shape:
        """Return (height // size, width // size, channels). Raises ImpossibleLayer if no window fits."""
        height, width, channels = image_of(self, shape)
        if min(height, width) < self.size:
            raise ImpossibleLayer(f"a window of {self.size} does not fit into {height} x {width}")
        return height // self.size, width // self.size, channels

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus the comparisons of the pooling, which takes place before values are stored."""
        comparisons = before.pool_comparisons + self._comparisons(shape)
        return replace(before, stored_values=prod(self.shape_after(shape)), pool_comparisons=comparisons)

    def in_words(self, shape: Shape) -> str:
        """Return the size of the windows, for one cell of a table."""
        return f"{self.size} × {self.size}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of comparisons for one image."""
        return f"{self._comparisons(shape):,} comparisons"

    def _comparisons(self, shape: Shape) -> int:
        return prod(self.shape_after(shape)) * (self.size**2 - 1)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras `MaxPooling2D`.

        Raises NotSupported unless windows are square, and stride and window are equal.
        """
        found.know("pool_size", "strides", "padding", "data_format")
        size = found.config.get("pool_size")
        found.require(strides=(size, None), padding=("valid",), data_format=("channels_last",))
        sides = size if isinstance(size, list) and size else [size]
        if not isinstance(sides[0], int) or not 1 <= sides[0] <= LARGEST_WINDOW or len(set(sides)) != 1:
            raise found.refusal(
                f"pool_size {str(size)[:40]} cannot be read; windows must be square, of at most {LARGEST_WINDOW} pixels"
            )
        return cls(size=sides[0]), {}
