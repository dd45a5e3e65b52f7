"""Zeros around images."""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal

from backend.layers.kind import ImpossibleLayer, Shape, image_of
from backend.layers.margins import MarginsLayer

MOST_VALUES = 1 << 24
"""Of an image with its zeros."""


class ZeroPadding2DLayer(MarginsLayer):
    """Zeros around an image: pixels (above, below), (left, right). It has no arrays."""

    kind: Literal["zero_padding2d"] = "zero_padding2d"

    title: ClassVar[str] = "Zero padding"
    sentence: ClassVar[str] = "Puts zeros around an image; costs nothing but the memory for them."
    keras_classes: ClassVar[tuple[str, ...]] = ("ZeroPadding2D", "ZeroPadding1D")
    keras_attribute: ClassVar[str] = "padding"

    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape with the margins. Raises ImpossibleLayer if it is not that of an image, or is too large."""
        height, width, channels = image_of(self, shape)
        after = height + sum(self.margins[0]), width + sum(self.margins[1]), channels
        if prod(after) > MOST_VALUES:
            raise ImpossibleLayer(f"an image of {' × '.join(map(str, after))} is too large")
        return after
