"""The common part of layers that add pixels around an image, or take them away."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, Shape, W
from backend.layers.windows import Margins, keras_margins, margins_in_words


class MarginsLayer(DigitalLayer):
    """An image with other margins: pixels (above, below), (left, right). It has no arrays."""

    margins: Margins

    in_hash: ClassVar[bool] = True
    keras_attribute: ClassVar[str]
    """What Keras calls the margins."""

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, with the values inside the new margins as those that are stored."""
        return replace(before, stored_values=prod(self.shape_after(shape)))

    def in_words(self, shape: Shape) -> str:
        """Return the margins, for one cell of a table."""
        return margins_in_words(self.margins)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras layer of images, or of a series. Raises NotSupported."""
        found.know(cls.keras_attribute, "data_format")
        found.require(data_format=("channels_last",))
        return cls.model_validate({"margins": keras_margins(found, cls.keras_attribute)}), {}
