"""The largest of the values of several layers."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal

from backend.layers.elementwise import ElementwiseLayer
from backend.layers.kind import Shape, W


class MaximumLayer(ElementwiseLayer):
    """The largest of two or more inputs, element by element. It has no arrays."""

    kind: Literal["maximum"] = "maximum"

    title: ClassVar[str] = "Maximum"
    sentence: ClassVar[str] = "Keeps the largest of the values of several layers, element by element; computed digitally."
    keras_classes: ClassVar[tuple[str, ...]] = ("Maximum",)

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus comparisons of values, for which all inputs but one are fetched again."""
        values = prod(shape)
        again = before.fetched_again + self.others * values
        comparisons = before.pool_comparisons + self.others * values
        return replace(before, stored_values=values, fetched_again=again, pool_comparisons=comparisons)

    def in_words(self, shape: Shape) -> str:
        """Return the number of inputs and the shape, for one cell of a table."""
        return f"{self.others + 1} inputs of {' × '.join(map(str, shape))}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of comparisons for one image."""
        return f"{self.others * prod(shape):,} comparisons"
