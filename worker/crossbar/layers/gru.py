"""Gated recurrent units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, columns
from worker.crossbar.layers.recurrent import Recurrent, chunk_of, sigmoid
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class GRU(Recurrent):
    """Gates z, r and candidate n, in this order; gives h_T.

    n = tanh(x_t W_n + b_n + r (h_(t-1) U_n + a_n)), h_t = z h_(t-1) + (1 - z) n. One crossbar
    [W_z W_r W_n 0; U_z U_r 0 U_n]: the reset gate comes between the candidate's two parts.
    `kernel` (pixels / T, 3p), `recurrent` (p, 3p), `bias` b and `recurrent_bias` a (3p,).
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    recurrent_bias: Floats
    time_steps: int

    kind: ClassVar[str] = "gru"

    def matrix(self) -> Floats:
        """[W_z W_r W_n 0; U_z U_r 0 U_n]."""
        gates, units = 2 * self.recurrent.shape[0], self.recurrent.shape[0]
        above, below = np.zeros((len(self.kernel), units), np.float32), np.zeros((units, units), np.float32)
        return np.block([[self.kernel, above], [self.recurrent[:, :gates], below, self.recurrent[:, gates:]]])

    def bias_row(self) -> Floats:
        """Both biases of the gates added up, then those of the candidate's two parts."""
        gates = 2 * self.recurrent.shape[0]
        return np.concatenate([self.bias[:gates] + self.recurrent_bias[:gates], self.bias[gates:], self.recurrent_bias[gates:]])

    def forward(self, values: Floats, access: Access) -> Floats:
        """The last state (p, n)."""
        pixels, multiply = columns(values), access.multiply
        (*chips, _, count), chunk, units = pixels.shape, self.kernel.shape[0], self.recurrent.shape[0]
        inputs = np.zeros((*chips, chunk + units, count), np.float32)
        bias, recurrent_bias = self.bias[:, None], self.recurrent_bias[:, None]
        gate_bias = bias[: 2 * units] + recurrent_bias[: 2 * units]
        state = inputs[..., chunk:, :]
        for step in range(self.time_steps):
            inputs[..., :chunk, :] = chunk_of(pixels, chunk, step)
            outputs = multiply(inputs)
            stay, reset = np.split(sigmoid(outputs[..., : 2 * units, :] + gate_bias), 2, axis=-2)
            from_input = outputs[..., 2 * units : 3 * units, :] + bias[2 * units :]
            from_state = outputs[..., 3 * units :, :] + recurrent_bias[2 * units :]
            candidate = np.tanh(from_input + reset * from_state)
            state[...] = stay * state + (1 - stay) * candidate
        return state
