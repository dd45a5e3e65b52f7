"""Gated recurrent units."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import OnCrossbar, Shape
from backend.layers.recurrent import GatedLayer, recurrent_arrays


class GRULayer(GatedLayer):
    """Gated recurrent units, as in Keras; the output is the last state h_T, or all states.

    Arrays, in the order update gate z, reset gate r, candidate: `kernel` (pixels / time_steps, 3 units), `recurrent` (units, 3
    units), `bias` (3 units,) of the input and, with `reset_after`, `recurrent_bias` (3 units,).
    """

    kind: Literal["gru"] = "gru"
    reset_after: bool = Field(
        True, exclude_if=bool, description="Whether the reset gate multiplies the state after its product with the weights."
    )

    title: ClassVar[str] = "GRU"
    sentence: ClassVar[str] = (
        "A recurrent cell with two gates and no memory of its own; all of its weights lie on one crossbar, whose columns for the "
        "candidate are read once with the input and once with the state."
    )
    keras_classes: ClassVar[tuple[str, ...]] = ("GRU",)
    blocks: ClassVar[int] = 3
    columns: ClassVar[int] = 3  # two gates and a candidate
    gates: ClassVar[int] = 2  # r, z
    candidates: ClassVar[int] = 1
    products: ClassVar[int] = 3  # r (U h) or r h, z h, (1 - z) n
    states: ClassVar[int] = 1

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix (chunk + units) x (3 units), which one image reads in each time step in three parts.

        The gates are read with input and state. The candidate is read with each alone: the reset gate multiplies only one of its
        two parts, which therefore cannot be one sum of currents. Without `reset_after`, it is read with x_t and r h_(t-1).
        """
        chunk, units = self.chunk(shape), self.units
        if not self.reset_after:
            return replace(super().on_crossbar(shape), parts=((chunk + units, 2 * units), (chunk + units, units)))
        return replace(super().on_crossbar(shape), parts=((chunk + units, 2 * units), (chunk, units), (units, units)))

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of `kernel`, `recurrent`, `bias` and, with `reset_after`, `recurrent_bias`."""
        return super().arrays(shape) | ({"recurrent_bias": (3 * self.units,)} if self.reset_after else {})

    def in_words(self, shape: Shape) -> str:
        """Return units, time steps and the layout on the crossbar, for one cell of a table."""
        return super().in_words(shape) + ("" if self.reset_after else "; the reset gate before the product")

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays from a Keras `GRU`, without `reset_after` unless it says so. Raises NotSupported."""
        reset_after = bool(found.config.get("reset_after", False))
        arrays = recurrent_arrays(found, 3, 2 if reset_after else 1)
        return cls.model_validate({"reset_after": reset_after, **cls.settings_of(found, shape, arrays)}), arrays
