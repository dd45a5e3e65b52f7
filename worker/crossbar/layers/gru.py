"""Gated recurrent units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.cell import Cell, CellLayer, Reading
from worker.crossbar.layers.recurrent import Back
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.functions import in_place, slope_of


@dataclass(frozen=True, eq=False)
class GRU(CellLayer):
    """A layer of gated recurrent units; its output is the last state h_T, or all states with `return_sequences`.

    With update gate z and reset gate r, both sigmoid(x_t W + h_(t-1) U + biases), and h_0 = 0:

        candidate  c = tanh(x_t W_c + b_c + r (h_(t-1) U_c + a_c))
        state      h_t = z h_(t-1) + (1 - z) c

    Arrays hold z, r and c in this order: `kernel` W (pixels / T, 3p), `recurrent` U (p, 3p), `bias` b (3p,) and
    `recurrent_bias` a (3p,). One crossbar holds [W; U] and is read three times in each time step: the gates' columns with x_t
    and h_(t-1) on their rows, then the candidate's columns with x_t alone and with h_(t-1) alone, because the reset gate
    multiplies only the second part of the candidate. Without `reset_after`, c = tanh(x_t W_c + b_c + (r h_(t-1)) U_c): there is
    no a, and the candidate's columns are read once, with x_t and r h_(t-1). `recurrent_activation` may stand for the sigmoid
    and `activation` for the tanh.
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    recurrent_bias: Floats | None = None
    time_steps: int = 0
    return_sequences: bool = False
    go_backwards: bool = False
    activation: str = "tanh"
    recurrent_activation: str = "sigmoid"
    reset_after: bool = True

    kind: ClassVar[str] = "gru"

    def __post_init__(self) -> None:
        """Raise ValueError unless there are time steps, and biases of the state where there is a product of the state alone."""
        if self.time_steps < 1 or (self.recurrent_bias is None) == self.reset_after:
            raise ValueError("a GRU needs time_steps, and recurrent_bias unless its reset gate comes before the product")

    @property
    def reads_per_step(self) -> int:
        """How often one time step reads the crossbar: for the gates and, in one part or two, for the candidate."""
        return 3 if self.reset_after else 2

    @property
    def reads_per_drive(self) -> float:
        """Each row is driven in two of the reads of a time step."""
        return self.reads_per_step / 2

    def bias_row(self) -> Floats:
        """Return b + a of the two gates, and (b + a) / 2 of the candidate (3p,); without `reset_after`, b.

        Every read drives the row of biases, and the candidate's columns are read twice. By what its two biases differ is digital.
        """
        if self.recurrent_bias is None:
            return self.bias
        biases = self.bias + self.recurrent_bias
        biases[2 * self.recurrent.shape[0] :] /= 2
        return biases

    def run(self, cell: Cell, access: Reading) -> None:
        """Replace the state at each step."""
        gate, state = in_place(self.recurrent_activation), in_place(self.activation)
        gates, biases = slice(2 * cell.units), self._biases_of_gates()
        if self.recurrent_bias is None:
            candidate_of = self._before(cell, access)
        else:
            candidate_of = self._after(cell, access, self.recurrent_bias)
        for x in cell:
            columns = access.multiply_part(cell.inputs, slice(None), gates)
            columns += biases
            update_gate, reset_gate = np.split(gate(columns), 2, axis=-2)
            candidate = state(candidate_of(x, reset_gate))
            candidate *= 1 - update_gate
            cell.state *= update_gate
            cell.state += candidate

    def _biases_of_gates(self) -> Floats:
        """Return the biases of both gates (2p, 1)."""
        gates = slice(2 * self.units)
        biases = self.bias[gates, None]
        return biases if self.recurrent_bias is None else biases + self.recurrent_bias[gates, None]

    def _of_candidate(self, columns: Floats) -> Floats:
        """Return values (p, n) as those of the candidate's columns among all (3p, n)."""
        return np.concatenate([np.zeros((2 * self.units, columns.shape[1]), columns.dtype), columns])

    def _after(self, cell: Cell, access: Reading, recurrent_biases: Floats) -> Callable[[Floats, Floats], Floats]:
        """Return what gives the candidate before its function, for x_t and the reset gate, from two reads of its columns."""
        chunk, candidates, read = len(self.kernel), slice(2 * cell.units, None), access.multiply_part
        x_alone, state_alone = (access.scratch.floats(f"gru {name} alone", *cell.inputs.shape) for name in ("x", "state"))
        x_alone[..., chunk:, :] = 0
        state_alone[..., :chunk, :] = 0
        bias, recurrent_bias = self.bias[candidates, None], recurrent_biases[candidates, None]

        def candidate(x: Floats, reset_gate: Floats) -> Floats:
            x_alone[..., :chunk, :] = x
            state_alone[..., chunk:, :] = cell.state
            from_input = read(x_alone, slice(chunk), candidates)
            from_input += bias
            from_state = read(state_alone, slice(chunk, None), candidates)
            from_state += recurrent_bias
            from_state *= reset_gate
            from_input += from_state
            return from_input

        return candidate

    def _before(self, cell: Cell, access: Reading) -> Callable[[Floats, Floats], Floats]:
        """Return what gives the candidate before its function, from one read with x_t and the state that the gate leaves."""
        chunk, candidates = len(self.kernel), slice(2 * cell.units, None)
        inputs = access.scratch.floats("gru reset", *cell.inputs.shape)
        bias = self.bias[candidates, None]

        def candidate(x: Floats, reset_gate: Floats) -> Floats:
            inputs[..., :chunk, :] = x
            np.multiply(cell.state, reset_gate, out=inputs[..., chunk:, :])
            columns = access.multiply_part(inputs, slice(None), candidates)
            columns += bias
            return columns

        return candidate

    def step_back(self, gradient: Floats, state: Floats, outputs: Sequence[Floats], back: Back) -> tuple[Floats, Floats]:
        """Return the gradient with respect to x_t and to the state before a step; see `Recurrent.step_back`."""
        chunk = len(self.kernel)
        gates, part, columns = self._before_functions(state, outputs)
        update, reset = np.split(in_place(self.recurrent_activation)(gates.copy()), 2)
        of_columns = gradient * (1 - update) * slope_of(self.activation)(columns)
        of_x, of_state = np.split(back(1, self._of_candidate(of_columns)), [chunk])
        if self.recurrent_bias is None:
            of_part, of_state = of_state, of_state * reset
        else:
            of_part, of_state = of_columns, back(2, self._of_candidate(of_columns * reset))[chunk:]
        candidate = in_place(self.activation)(columns)
        of_gates = np.concatenate([gradient * (state - candidate), of_part * part])
        of_gates *= slope_of(self.recurrent_activation)(gates)
        by_gates = back(0, np.concatenate([of_gates, np.zeros_like(of_columns)]))
        return of_x + by_gates[:chunk], gradient * update + of_state + by_gates[chunk:]

    def slopes(self, state: Floats, outputs: Sequence[Floats]) -> Floats:
        """Return the slope of the candidate's function (p, n) at a step; see `Recurrent.slopes`."""
        return slope_of(self.activation)(self._before_functions(state, outputs)[2])

    def _before_functions(self, state: Floats, outputs: Sequence[Floats]) -> tuple[Floats, Floats, Floats]:
        """Return the gates (2p, n), what the reset gate multiplies (p, n) and the candidate (p, n), before their functions."""
        candidates = slice(2 * self.units, None)
        gates = outputs[0][: 2 * self.units] + self._biases_of_gates()
        columns = outputs[1][candidates] + self.bias[candidates, None]
        if self.recurrent_bias is None:
            return gates, state, columns
        part = outputs[2][candidates] + self.recurrent_bias[candidates, None]
        reset = in_place(self.recurrent_activation)(gates[self.units :].copy())
        return gates, part, columns + reset * part
