"""Gated recurrent units."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal, Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import OnCrossbar, Shape
from backend.layers.recurrent import GatedLayer, recurrent_arrays, time_steps


class GRULayer(GatedLayer):
    """Gated recurrent units with the reset gate after the product, as in Keras; the output is the last state h_T.

    Arrays, in the order update gate z, reset gate r, candidate: `kernel` (pixels / time_steps, 3 units), `recurrent` (units, 3
    units), `bias` (3 units,) of the input, `recurrent_bias` (3 units,).
    """

    kind: Literal["gru"] = "gru"

    title: ClassVar[str] = "GRU"
    sentence: ClassVar[str] = (
        "A recurrent cell with two gates and no memory of its own; all of its weights lie on one crossbar, whose columns for the "
        "candidate are read once with the input and once with the state."
    )
    keras_classes: ClassVar[tuple[str, ...]] = ("GRU",)
    blocks: ClassVar[int] = 3
    columns: ClassVar[int] = 3  # two gates and a candidate
    look_ups: ClassVar[int] = 3  # r, z, candidate
    products: ClassVar[int] = 3  # r (U h), z h, (1 - z) n
    states: ClassVar[int] = 1

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix (chunk + units) x (3 units), which one image reads in each time step in three parts.

        The gates are read with input and state. The candidate is read with each alone: the reset gate multiplies only one of its
        two parts, which therefore cannot be one sum of currents.
        """
        chunk, units = self.chunk(shape), self.units
        return replace(super().on_crossbar(shape), parts=((chunk + units, 2 * units), (chunk, units), (units, units)))

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of `kernel`, `recurrent`, `bias` and `recurrent_bias`."""
        return super().arrays(shape) | {"recurrent_bias": (3 * self.units,)}

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays from a Keras `GRU` that gives its last state. Raises NotSupported."""
        found.require(activation=("tanh",), recurrent_activation=("sigmoid",))
        if not found.config.get("reset_after", False):
            raise found.refusal("reset_after False cannot be read; it must be True")
        arrays = recurrent_arrays(found, 3, 2)
        return cls(units=arrays["recurrent"].shape[0], time_steps=time_steps(found, shape, arrays)), arrays
