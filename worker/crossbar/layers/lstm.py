"""Long short-term memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access
from worker.crossbar.layers.recurrent import Cell, Recurrent
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.functions import in_place


@dataclass(frozen=True, eq=False)
class LSTM(Recurrent):
    """A layer of long short-term memory cells; its output is the last state h_T, or all states with `return_sequences`.

    With gates i, f, o = sigmoid(x_t W + h_(t-1) U + b), candidate g = tanh(x_t W + h_(t-1) U + b), each with its own columns of
    W, U and b, and h_0 = c_0 = 0:

        c_t = f c_(t-1) + i g
        h_t = o tanh(c_t)

    Arrays hold i, f, g and o in this order: `kernel` W (pixels / T, 4p), `recurrent` U (p, 4p), `bias` b (4p,). One crossbar
    holds [W; U]. `recurrent_activation` may stand for the sigmoid and `activation` for the tanh.
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    time_steps: int
    return_sequences: bool = False
    go_backwards: bool = False
    activation: str = "tanh"
    recurrent_activation: str = "sigmoid"

    kind: ClassVar[str] = "lstm"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the last state (p, n), or all states (T p, n), for images with T chunks of pixels each."""
        cell, gate, state = Cell(self, values, access), in_place(self.recurrent_activation), in_place(self.activation)
        *chips, _, count = cell.state.shape
        read, memory, kept = (
            access.scratch.floats(f"lstm {name}", *chips, rows * cell.units, count)
            for name, rows in (("columns", 4), ("memory", 1), ("output", 1))
        )
        memory[...] = 0
        bias = self.bias[:, None]
        for _x in cell:
            columns = access.multiply(cell.inputs, out=read)
            columns += bias
            keep, forget, candidate, give = np.split(columns, 4, axis=-2)
            memory *= gate(forget)
            memory += np.multiply(gate(keep), state(candidate), out=kept)
            kept[...] = memory
            np.multiply(gate(give), state(kept), out=cell.state)
        return cell.outputs
