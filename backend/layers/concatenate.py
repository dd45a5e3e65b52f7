"""The values of several layers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import ImpossibleLayer, MergingLayer, Shape


class ConcatenateLayer(MergingLayer):
    """The channels of two or more images one after another, or the values of vectors. It has no arrays."""

    kind: Literal["concatenate"] = "concatenate"

    title: ClassVar[str] = "Concatenate"
    sentence: ClassVar[str] = (
        "Puts the channels of several images, or the values of several vectors, side by side; costs nothing."
    )
    keras_classes: ClassVar[tuple[str, ...]] = ("Concatenate",)

    def merged(self, shapes: Sequence[Shape]) -> Shape:
        """Return the shape with all channels. Raises ImpossibleLayer unless inputs are vectors, or images of one size."""
        first = shapes[0]
        if len(first) not in (1, 3) or any(shape[:-1] != first[:-1] for shape in shapes):
            raise ImpossibleLayer(
                f"{self.kind} needs vectors, or images of one height and width, not {' and '.join(map(str, shapes))}"
            )
        return (*first[:-1], sum(shape[-1] for shape in shapes))

    def in_words(self, shape: Shape) -> str:
        """Return the number of inputs and the shape of the output, for one cell of a table."""
        return f"{self.others + 1} inputs to {' × '.join(map(str, shape))}"

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras `Concatenate` of the last axis; its inputs are set by the reader.

        Raises NotSupported.
        """
        found.know("axis")
        last = (-1,) if shape is None else (-1, len(shape))
        if found.config.get("axis", -1) not in last:
            raise found.refusal(f"axis {str(found.config['axis'])[:40]} cannot be read; it must be -1")
        return cls(), {}
