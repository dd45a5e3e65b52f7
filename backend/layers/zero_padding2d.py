"""Zeros around images."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal, Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, ImpossibleLayer, Shape, W, image_of
from backend.layers.windows import Margins, keras_margins, margins_in_words

MOST_VALUES = 1 << 24
"""Of an image with its zeros."""


class ZeroPadding2DLayer(DigitalLayer):
    """Zeros around an image: pixels (above, below), (left, right). It has no arrays."""

    kind: Literal["zero_padding2d"] = "zero_padding2d"
    margins: Margins

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Zero padding"
    sentence: ClassVar[str] = "Puts zeros around an image; costs nothing but the memory for them."
    keras_classes: ClassVar[tuple[str, ...]] = ("ZeroPadding2D", "ZeroPadding1D")

    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape with the margins. Raises ImpossibleLayer if it is not that of an image, or is too large."""
        height, width, channels = image_of(self, shape)
        after = height + sum(self.margins[0]), width + sum(self.margins[1]), channels
        if prod(after) > MOST_VALUES:
            raise ImpossibleLayer(f"an image of {' × '.join(map(str, after))} is too large")
        return after

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, with the zeros among the values that are stored."""
        return replace(before, stored_values=prod(self.shape_after(shape)))

    def in_words(self, shape: Shape) -> str:
        """Return the margins, for one cell of a table."""
        return margins_in_words(self.margins)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras zero padding of images, or of a series. Raises NotSupported."""
        found.know("padding", "data_format")
        found.require(data_format=("channels_last",))
        return cls(margins=keras_margins(found, "padding")), {}
