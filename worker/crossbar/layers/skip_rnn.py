"""A ReLU RNN that can skip time steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access
from worker.crossbar.layers.recurrent import Cell, Recurrent
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.functions import sigmoid


@dataclass(frozen=True, eq=False)
class SkipRNN(Recurrent):
    """A ReLU RNN with a binary gate that can skip time steps (V. Campos et al., ICLR 2018).

    Its output is the last state s_T, or all states with `return_sequences`. With s_0 = 0 and v_1 = 1:

        u_t     = round(v_t)
        s_t     = u_t relu(x_t W + s_(t-1) U + b) + (1 - u_t) s_(t-1)
        d_t     = sigmoid(s_t g + c)
        v_(t+1) = u_t d_t + (1 - u_t) min(v_t + d_t, 1)

    One crossbar holds [W 0; U g]. `kernel` W has the shape (pixels / T, p), `recurrent` U (p, p), `bias` b (p,), `gate` g (p,
    1), `gate_bias` c (1,).
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

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the last state (p, n), or all states (T p, n), for images with T chunks of pixels each.

        The gate's column is read separately after each time step, with the inputs off, because it needs the new state.
        """
        cell, multiply = Cell(self, values, access), access.multiply
        chunk, units = self.kernel.shape
        gate_value = np.ones((*cell.state.shape[:-2], 1, cell.state.shape[-1]), np.float32)
        for step, _x in enumerate(cell, start=1):
            # Half to even, as numpy and TensorFlow round: exactly one half is a skip.
            update = np.rint(gate_value) > 0
            new_state = np.maximum(multiply(cell.inputs)[..., :units, :] + self.bias[:, None], 0)
            np.copyto(cell.state, new_state, where=update)
            if step < self.time_steps:
                cell.inputs[..., :chunk, :] = 0
                increment = sigmoid(multiply(cell.inputs)[..., units:, :] + self.gate_bias)
                gate_value = np.where(update, increment, np.minimum(gate_value + increment, 1)).astype(np.float32)
        return cell.outputs
