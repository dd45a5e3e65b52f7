"""Sums of the values of several layers."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal

from backend.layers.elementwise import ElementwiseLayer
from backend.layers.kind import Shape, W


class AddLayer(ElementwiseLayer):
    """The sum of two or more inputs, element by element. It has no arrays."""

    kind: Literal["add"] = "add"

    title: ClassVar[str] = "Add"
    sentence: ClassVar[str] = (
        "Adds the values of several layers, element by element, as a skip connection does; computed digitally."
    )
    keras_classes: ClassVar[tuple[str, ...]] = ("Add",)

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus sums of values, for which all inputs but one are fetched again."""
        values = prod(shape)
        again = before.fetched_again + self.others * values
        return replace(before, stored_values=values, fetched_again=again, sums=before.sums + self.others * values)

    def in_words(self, shape: Shape) -> str:
        """Return the number of inputs and the shape, for one cell of a table."""
        return f"{self.others + 1} inputs of {' × '.join(map(str, shape))}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of sums for one image."""
        return f"{self.others * prod(shape):,} sums"
