"""Flattening of images."""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal, Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, Shape


class FlattenLayer(DigitalLayer):
    """Flattening of (height, width, channels) to one vector, row by row and with channels last, as in Keras. It has no arrays."""

    kind: Literal["flatten"] = "flatten"

    title: ClassVar[str] = "Flatten"
    sentence: ClassVar[str] = "Lines up the values of an image as one vector, row by row and with channels last; costs nothing."
    keras_classes: ClassVar[tuple[str, ...]] = ("Flatten",)

    def shape_after(self, shape: Shape) -> Shape:
        """Return (number of values,)."""
        return (prod(shape),)

    def in_words(self, shape: Shape) -> str:
        """Return the shapes before and after, for one cell of a table."""
        return f"{' × '.join(map(str, shape))} to {prod(shape)}"

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras `Flatten` with channels last. Raises NotSupported."""
        found.know("data_format")
        found.require(data_format=("channels_last",))
        return cls(), {}
