"""Products of the values of several layers."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal

from backend.layers.elementwise import ElementwiseLayer
from backend.layers.kind import Shape, W


class MultiplyLayer(ElementwiseLayer):
    """The product of two or more inputs, element by element. It has no arrays."""

    kind: Literal["multiply"] = "multiply"

    title: ClassVar[str] = "Multiply"
    sentence: ClassVar[str] = "Multiplies the values of several layers, element by element; computed digitally."
    keras_classes: ClassVar[tuple[str, ...]] = ("Multiply",)

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus products of values, for which all inputs but one are fetched again."""
        values = prod(shape)
        again = before.fetched_again + self.others * values
        return replace(
            before, stored_values=values, fetched_again=again, gate_products=before.gate_products + self.others * values
        )

    def in_words(self, shape: Shape) -> str:
        """Return the number of inputs and the shape, for one cell of a table."""
        return f"{self.others + 1} inputs of {' × '.join(map(str, shape))}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of products for one image."""
        return f"{self.others * prod(shape):,} products"
