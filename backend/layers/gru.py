"""Gated recurrent units."""

from __future__ import annotations

from typing import ClassVar, Literal

from backend.layers.kind import Shape
from backend.layers.recurrent import GatedLayer


class GRULayer(GatedLayer):
    """Gated recurrent units with the reset gate after the product, as in Keras; the output is the last state h_T.

    Arrays, in the order update gate z, reset gate r, candidate: `kernel` (pixels / time_steps, 3 units), `recurrent` (units, 3
    units), `bias` (3 units,) of the input, `recurrent_bias` (3 units,).
    """

    kind: Literal["gru"] = "gru"

    title: ClassVar[str] = "GRU"
    sentence: ClassVar[str] = "A recurrent cell with two gates and no memory of its own; all of its weights lie on one crossbar."
    blocks: ClassVar[int] = 3
    columns: ClassVar[int] = 4
    """Columns for each unit: two gates, and the two parts of the candidate, since the reset gate multiplies only one of them."""
    look_ups: ClassVar[int] = 3  # r, z, candidate
    products: ClassVar[int] = 3  # r (U h), z h, (1 - z) n
    states: ClassVar[int] = 1

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of `kernel`, `recurrent`, `bias` and `recurrent_bias`."""
        return super().arrays(shape) | {"recurrent_bias": (3 * self.units,)}
