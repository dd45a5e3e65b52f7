"""Images without their margins."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal, Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, ImpossibleLayer, Shape, W, image_of
from backend.layers.windows import Margins, keras_margins, margins_in_words


class Cropping2DLayer(DigitalLayer):
    """An image without some pixels (above, below), (left, right). It has no arrays."""

    kind: Literal["cropping2d"] = "cropping2d"
    margins: Margins

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Cropping"
    sentence: ClassVar[str] = "Takes the middle of an image and leaves out what is around it; costs nothing."
    keras_classes: ClassVar[tuple[str, ...]] = ("Cropping2D", "Cropping1D")

    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape without the margins. Raises ImpossibleLayer if nothing is left, or if it is not that of an image."""
        height, width, channels = image_of(self, shape)
        after = height - sum(self.margins[0]), width - sum(self.margins[1]), channels
        if min(after) < 1:
            raise ImpossibleLayer(f"nothing is left of {height} x {width} pixels without {margins_in_words(self.margins)}")
        return after

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before; what is left out need not be stored."""
        return replace(before, stored_values=prod(self.shape_after(shape)))

    def in_words(self, shape: Shape) -> str:
        """Return the margins, for one cell of a table."""
        return margins_in_words(self.margins)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras cropping of images, or of a series. Raises NotSupported."""
        found.know("cropping", "data_format")
        found.require(data_format=("channels_last",))
        return cls(margins=keras_margins(found, "cropping")), {}
