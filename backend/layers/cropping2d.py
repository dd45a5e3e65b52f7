"""Images without their margins."""

from __future__ import annotations

from typing import ClassVar, Literal

from backend.layers.kind import ImpossibleLayer, Shape, image_of
from backend.layers.margins import MarginsLayer
from backend.layers.windows import margins_in_words


class Cropping2DLayer(MarginsLayer):
    """An image without some pixels (above, below), (left, right). It has no arrays."""

    kind: Literal["cropping2d"] = "cropping2d"

    title: ClassVar[str] = "Cropping"
    sentence: ClassVar[str] = "Takes the middle of an image and leaves out what is around it; costs nothing."
    keras_classes: ClassVar[tuple[str, ...]] = ("Cropping2D", "Cropping1D")
    keras_attribute: ClassVar[str] = "cropping"

    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape without the margins. Raises ImpossibleLayer if nothing is left, or if it is not that of an image."""
        height, width, channels = image_of(self, shape)
        after = height - sum(self.margins[0]), width - sum(self.margins[1]), channels
        if min(after) < 1:
            raise ImpossibleLayer(f"nothing is left of {height} x {width} pixels without {margins_in_words(self.margins)}")
        return after
