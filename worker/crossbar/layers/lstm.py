"""Long short-term memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.cell import Cell, CellLayer, Reading
from worker.crossbar.layers.recurrent import Back
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.functions import in_place, slope_of


@dataclass(frozen=True, eq=False)
class LSTM(CellLayer):
    """A layer of long short-term memory cells; its output is the last state h_T, or all states with `return_sequences`.

    With gates i, f, o = sigmoid(x_t W + h_(t-1) U + b), candidate g = tanh(x_t W + h_(t-1) U + b), each with its own columns of
    W, U and b, and h_0 = c_0 = 0:

        c_t = f c_(t-1) + i g
        h_t = o tanh(c_t)

    Arrays hold i, f, g and o in this order: `kernel` W (pixels / T, 4p), `recurrent` U (p, 4p), `bias` b (4p,). One crossbar
    holds [W; U]. The whole state is h above c. `recurrent_activation` may stand for the sigmoid and `activation` for the tanh.
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

    @property
    def kept(self) -> int:
        """Number of values that are kept between two steps: those of h and of c."""
        return 2 * self.units

    def run(self, cell: Cell, access: Reading) -> None:
        """Replace h and c at each step."""
        gate, state = in_place(self.recurrent_activation), in_place(self.activation)
        *chips, _, count = cell.state.shape
        read, kept = (
            access.scratch.floats(f"lstm {name}", *chips, rows * cell.units, count)
            for name, rows in (("columns", 4), ("output", 1))
        )
        memory, bias = cell.rest, self.bias[:, None]
        for _x in cell:
            columns = access.multiply(cell.inputs, out=read)
            columns += bias
            keep, forget, candidate, give = np.split(columns, 4, axis=-2)
            memory *= gate(forget)
            memory += np.multiply(gate(keep), state(candidate), out=kept)
            kept[...] = memory
            np.multiply(gate(give), state(kept), out=cell.state)

    def step_back(self, gradient: Floats, state: Floats, outputs: Sequence[Floats], back: Back) -> tuple[Floats, Floats]:
        """Return the gradient with respect to x_t and to h above c before a step; see `Recurrent.step_back`."""
        function, before = in_place(self.activation), state[self.units :]
        gate_slope, slope = slope_of(self.recurrent_activation), slope_of(self.activation)
        columns = np.split(outputs[0] + self.bias[:, None], 4)
        keep, forget, candidate, give = self._gates(columns)
        memory = forget * before + keep * candidate
        of_state, of_memory = np.split(gradient, 2)
        of_memory = of_memory + of_state * give * slope(memory)
        of_columns = (
            of_memory * candidate * gate_slope(columns[0]),
            of_memory * before * gate_slope(columns[1]),
            of_memory * keep * slope(columns[2]),
            of_state * function(memory) * gate_slope(columns[3]),
        )
        of_x, of_state = np.split(back(0, np.concatenate(of_columns)), [len(self.kernel)])
        return of_x, np.concatenate([of_state, of_memory * forget])

    def slopes(self, state: Floats, outputs: Sequence[Floats]) -> Floats:
        """Return the slope (p, n) of tanh at c_t; see `Recurrent.slopes`."""
        keep, forget, candidate, _give = self._gates(np.split(outputs[0] + self.bias[:, None], 4))
        return slope_of(self.activation)(forget * state[self.units :] + keep * candidate)

    def _gates(self, columns: Sequence[Floats]) -> tuple[Floats, Floats, Floats, Floats]:
        """Return i, f, g and o (p, n each) from what they are functions of."""
        gate = in_place(self.recurrent_activation)
        keep, forget, candidate, give = (column.copy() for column in columns)
        return gate(keep), gate(forget), in_place(self.activation)(candidate), gate(give)
