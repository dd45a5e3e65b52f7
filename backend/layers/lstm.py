"""Long short-term memory."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import Shape
from backend.layers.recurrent import GatedLayer, recurrent_arrays


class LSTMLayer(GatedLayer):
    """Long short-term memory cells, as in Keras; the output is the last state h_T, or all states.

    Arrays, in the order input gate i, forget gate f, candidate c, output gate o: `kernel` (pixels / time_steps, 4 units),
    `recurrent` (units, 4 units), `bias` (4 units,).
    """

    kind: Literal["lstm"] = "lstm"

    title: ClassVar[str] = "LSTM"
    sentence: ClassVar[str] = "A recurrent cell with three gates and a memory; all of its weights lie on one crossbar."
    keras_classes: ClassVar[tuple[str, ...]] = ("LSTM",)
    blocks: ClassVar[int] = 4
    columns: ClassVar[int] = 4  # three gates and a candidate
    gates: ClassVar[int] = 3  # i, f, o
    candidates: ClassVar[int] = 2  # candidate, output of the memory
    products: ClassVar[int] = 3  # f c, i g, o tanh(c)
    states: ClassVar[int] = 2  # h and the memory c

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays from a Keras `LSTM`. Raises NotSupported."""
        arrays = recurrent_arrays(found, 4)
        return cls.model_validate(cls.settings_of(found, shape, arrays)), arrays
