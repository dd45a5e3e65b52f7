"""Max-pooling of images."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal

from backend.layers.kind import Shape, W
from backend.layers.pools import PoolLayer


class MaxPool2DLayer(PoolLayer):
    """The largest value of every window of `size` pixels, which moves by `strides`, its own size if that is null.

    A remainder at the border is dropped. With padding, windows reach over the border; what lies outside is never the largest.
    """

    kind: Literal["max_pool2d"] = "max_pool2d"

    title: ClassVar[str] = "Max-pool"
    sentence: ClassVar[str] = "Keeps the largest value of every window of the image."
    keras_classes: ClassVar[tuple[str, ...]] = ("MaxPooling2D", "MaxPooling1D")

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus the comparisons of the pooling, which takes place before values are stored."""
        comparisons = before.pool_comparisons + self.joined(shape)
        return replace(before, stored_values=prod(self.shape_after(shape)), pool_comparisons=comparisons)

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of comparisons for one image."""
        return f"{self.joined(shape):,} comparisons"
