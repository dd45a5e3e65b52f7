"""A ReLU RNN that can skip time steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.layers.cell import Cell, CellLayer, Reading
from worker.crossbar.layers.recurrent import Back
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.functions import sigmoid, sigmoid_slope


@dataclass(frozen=True, eq=False)
class SkipRNN(CellLayer):
    """A ReLU RNN with a binary gate that can skip time steps (V. Campos et al., ICLR 2018).

    Its output is the last state s_T, or all states with `return_sequences`. With s_0 = 0 and v_1 = 1:

        u_t     = round(v_t)
        s_t     = u_t relu(x_t W + s_(t-1) U + b) + (1 - u_t) s_(t-1)
        d_t     = sigmoid(s_t g + c)
        v_(t+1) = u_t d_t + (1 - u_t) min(v_t + d_t, 1)

    One crossbar holds [W 0; U g]. The whole state is s_t above v_(t+1). `kernel` W has the shape (pixels / T, p), `recurrent` U
    (p, p), `bias` b (p,), `gate` g (p, 1), `gate_bias` c (1,).
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    gate: Floats
    gate_bias: Floats
    time_steps: int

    return_sequences: bool = False
    go_backwards: bool = False

    kind: ClassVar[str] = "skip_rnn"

    @property
    def reads_per_step(self) -> int:
        """A second read between two time steps, with the inputs off, evaluates the gate."""
        return 2

    def matrix(self) -> Floats:
        """Return the weights as stored on the crossbar, [W 0; U g]: (pixels / T + p, p + 1)."""
        idle = np.zeros((len(self.kernel), 1), np.float32)
        return np.block([[self.kernel, idle], [self.recurrent, self.gate]])

    def bias_row(self) -> Floats:
        """Return the biases in the order of the columns (p + 1,): those of the units, then that of the gate."""
        return np.concatenate([self.bias, self.gate_bias])

    @property
    def kept(self) -> int:
        """Number of values that are kept between two steps: those of the state, and v."""
        return self.units + 1

    def begin(self, count: int) -> Floats:
        """Return the whole state (p + 1, n) before the first step: zeros above v_1 = 1."""
        state = super().begin(count)
        state[self.units] = 1
        return state

    def run(self, cell: Cell, access: Reading) -> None:
        """Replace the state and v at each step; the last v of a pass is not computed.

        The gate's column is read separately after each time step, with the inputs off, because it needs the new state.
        """
        multiply, gate_value = access.multiply, cell.rest
        chunk, units = self.kernel.shape
        for step, _x in enumerate(cell, start=1):
            update = self._updates(gate_value)
            new_state = np.maximum(multiply(cell.inputs)[..., :units, :] + self.bias[:, None], 0)
            np.copyto(cell.state, new_state, where=update)
            if cell.needs_rest(step):
                cell.inputs[..., :chunk, :] = 0
                increment = sigmoid(multiply(cell.inputs)[..., units:, :] + self.gate_bias)
                gate_value[...] = np.where(update, increment, np.minimum(gate_value + increment, 1))

    @staticmethod
    def _updates(gate_value: Floats) -> NDArray[np.bool_]:
        """Return u of v: whether there is a new state."""
        # Half to even, as numpy and TensorFlow round: exactly one half is a skip.
        return np.rint(gate_value) > 0

    def step_back(self, gradient: Floats, state: Floats, outputs: Sequence[Floats], back: Back) -> tuple[Floats, Floats]:
        """Return the gradient with respect to x_t and to the whole state before a step; see `Recurrent.step_back`.

        u is constant wherever it has a derivative, which is then 0: what v does is only to be added to. (Training takes another
        gradient, as if u were v.) `outputs` has no second read if nothing reads the v that would follow from it.
        """
        chunk, units = self.kernel.shape
        of_state, of_gate_value = np.split(gradient, [units])
        gate_value = state[units:]
        update = self._updates(gate_value)
        passed = np.zeros_like(of_gate_value)
        if len(outputs) > 1:
            columns = outputs[1][units:] + self.gate_bias
            counts = update | (gate_value + sigmoid(columns) < 1)
            of_increment = of_gate_value * counts
            passed = of_increment * ~update
            of_columns = np.concatenate([np.zeros_like(of_state), of_increment * sigmoid_slope(columns)])
            of_state = of_state + back(1, of_columns)[chunk:]
        is_on = update & self._is_on(outputs)
        of_x, by_read = np.split(back(0, np.concatenate([of_state * is_on, np.zeros_like(of_gate_value)])), [chunk])
        return of_x, np.concatenate([by_read + of_state * ~update, passed])

    def slopes(self, state: Floats, outputs: Sequence[Floats]) -> Floats:
        """Return 1 where a unit (p, n) is above 0 after a step, also where it was skipped, and 0 elsewhere."""
        units = self.units
        above: NDArray[np.bool_] = np.where(self._updates(state[units:]), self._is_on(outputs), state[:units] > 0)
        return above.astype(state.dtype)

    def _is_on(self, outputs: Sequence[Floats]) -> NDArray[np.bool_]:
        """Return whether the ReLU of each unit (p, n) is on."""
        return outputs[0][: self.units] + self.bias[:, None] > 0
