"""Pooling of whole images."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.average_pool2d import averaged
from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, Shape, W, image_of
from backend.layers.windows import unless


class GlobalPool2DLayer(DigitalLayer):
    """The mean or the largest value of each channel over the whole image: one vector, or an image of 1 x 1 with `keepdims`."""

    kind: Literal["global_pool2d"] = "global_pool2d"
    function: Literal["average", "max"] = "average"
    keepdims: bool = Field(False, exclude_if=unless(False), description="Whether the output is an image of 1 x 1 pixels.")

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Global pool"
    sentence: ClassVar[str] = "Takes the mean, or the largest value, of each channel over the whole image; computed digitally."
    keras_classes: ClassVar[tuple[str, ...]] = (
        "GlobalAveragePooling2D",
        "GlobalMaxPooling2D",
        "GlobalAveragePooling1D",
        "GlobalMaxPooling1D",
    )

    def shape_after(self, shape: Shape) -> Shape:
        """Return (channels,), or (1, 1, channels) with `keepdims`. Raises ImpossibleLayer without an image."""
        channels = image_of(self, shape)[2]
        return (1, 1, channels) if self.keepdims else (channels,)

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus comparisons, or sums and a product, which take place before values are stored."""
        each = prod(shape) - shape[-1]
        if self.function == "average":
            return averaged(before, shape[-1], each)
        return replace(before, stored_values=shape[-1], pool_comparisons=before.pool_comparisons + each)

    def in_words(self, shape: Shape) -> str:
        """Return the function, and how many pixels each number is of, for one cell of a table."""
        return f"{self.function} of {shape[0]} × {shape[1]}" + ", as one pixel" * self.keepdims

    def digital_in_words(self, shape: Shape) -> str:
        """Return the numbers of operations for one image."""
        each = prod(shape) - shape[-1]
        return f"{each:,} comparisons" if self.function == "max" else f"{each:,} sums and {shape[-1]:,} products"

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras global pooling of images, or of a series. Raises NotSupported."""
        found.know("data_format", "keepdims")
        found.require(data_format=("channels_last",), keepdims=(False, True))
        function: Literal["average", "max"] = "max" if found.kind.startswith("GlobalMax") else "average"
        return cls(function=function, keepdims=bool(found.config.get("keepdims", False))), {}
