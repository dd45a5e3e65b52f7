"""Flattening of images."""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal, Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, Shape


class FlattenLayer(DigitalLayer):
    kind: Literal["flatten"] = "flatten"

    title: ClassVar[str] = "Flatten"
    sentence: ClassVar[str] = "Lines up the values of an image as one vector, row by row and with channels last; costs nothing."
    keras_classes: ClassVar[tuple[str, ...]] = ("Flatten",)

    def shape_after(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def in_words(self, shape: Shape) -> str:
        return f"{' × '.join(map(str, shape))} to {prod(shape)}"

    @classmethod
    def from_keras(cls, found: KerasLayer, pixels: int) -> tuple[Self, dict[str, Floats]]:
        return cls(), {}
