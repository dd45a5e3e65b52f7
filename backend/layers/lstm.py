"""Long short-term memory."""

from __future__ import annotations

from typing import ClassVar, Literal

from backend.layers.recurrent import GatedLayer


class LSTMLayer(GatedLayer):
    """Long short-term memory cells, as in Keras; the output is the last state h_T.

    Arrays, in the order input gate i, forget gate f, candidate c, output gate o: `kernel` (pixels / time_steps, 4 units),
    `recurrent` (units, 4 units), `bias` (4 units,).
    """

    kind: Literal["lstm"] = "lstm"

    title: ClassVar[str] = "LSTM"
    sentence: ClassVar[str] = "A recurrent cell with three gates and a memory; all of its weights lie on one crossbar."
    blocks: ClassVar[int] = 4
    columns: ClassVar[int] = 4  # three gates and a candidate
    look_ups: ClassVar[int] = 5  # i, f, o, candidate, output of the memory
    products: ClassVar[int] = 3  # f c, i g, o tanh(c)
    states: ClassVar[int] = 2  # h and the memory c
