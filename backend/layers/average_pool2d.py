"""Average-pooling of images."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal

from pydantic import Field

from backend.layers.kind import Shape, W
from backend.layers.pools import PoolLayer
from backend.layers.windows import unless


class AveragePool2DLayer(PoolLayer):
    """The mean of every window of `size` pixels, which moves by `strides`, its own size if that is null.

    A remainder at the border is dropped. With padding, windows reach over the border; what lies outside counts as pixels of
    value 0 if `counts_padding`, and otherwise not at all.
    """

    kind: Literal["average_pool2d"] = "average_pool2d"
    counts_padding: bool = Field(False, exclude_if=unless(False), description="Whether a mean is over the padding as well.")

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Average-pool"
    sentence: ClassVar[str] = "Takes the mean of every window of the image; computed digitally."
    keras_classes: ClassVar[tuple[str, ...]] = ("AveragePooling2D", "AveragePooling1D")

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus sums and one product of each window, which take place before values are stored."""
        return averaged(before, prod(self.shape_after(shape)), self.joined(shape))

    def in_words(self, shape: Shape) -> str:
        """Return the size of the windows, and steps and padding where they are unusual, for one cell of a table."""
        return super().in_words(shape) + ", counting the padding" * self.counts_padding

    def digital_in_words(self, shape: Shape) -> str:
        """Return the numbers of sums and products for one image."""
        return f"{self.joined(shape):,} sums and {prod(self.shape_after(shape)):,} products"


def averaged(before: W, means: int, sums: int) -> W:
    """Return the work before, plus that of so many means, each of which is stored, and of all sums for them together."""
    return replace(
        before,
        stored_values=means,
        pool_additions=before.pool_additions + sums,
        gate_products=before.gate_products + means,
    )
