"""Long short-term memory."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import Shape
from backend.layers.recurrent import GatedLayer, recurrent_arrays, time_steps


class LSTMLayer(GatedLayer):
    """Long short-term memory cells, as in Keras; the output is the last state h_T.

    Arrays, in the order input gate i, forget gate f, candidate c, output gate o: `kernel` (pixels / time_steps, 4 units),
    `recurrent` (units, 4 units), `bias` (4 units,).
    """

    kind: Literal["lstm"] = "lstm"

    title: ClassVar[str] = "LSTM"
    sentence: ClassVar[str] = "A recurrent cell with three gates and a memory; all of its weights lie on one crossbar."
    keras_classes: ClassVar[tuple[str, ...]] = ("LSTM",)
    blocks: ClassVar[int] = 4
    columns: ClassVar[int] = 4  # three gates and a candidate
    look_ups: ClassVar[int] = 5  # i, f, o, candidate, output of the memory
    products: ClassVar[int] = 3  # f c, i g, o tanh(c)
    states: ClassVar[int] = 2  # h and the memory c

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays from a Keras `LSTM` that gives its last state. Raises NotSupported."""
        found.require(activation=("tanh",), recurrent_activation=("sigmoid",))
        arrays = recurrent_arrays(found, 4)
        return cls(units=arrays["recurrent"].shape[0], time_steps=time_steps(found, shape, arrays)), arrays
