"""Gated recurrent units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, as_columns
from worker.crossbar.layers.recurrent import Recurrent, chunk_of, sigmoid
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class GRU(Recurrent):
    """A layer of gated recurrent units with the reset gate after the product, as in Keras; its output is the last state h_T.

    With update gate z and reset gate r, both sigmoid(x_t W + h_(t-1) U + biases), and h_0 = 0:

        candidate  c = tanh(x_t W_c + b_c + r (h_(t-1) U_c + a_c))
        state      h_t = z h_(t-1) + (1 - z) c

    Arrays hold z, r and c in this order: `kernel` W (pixels / T, 3p), `recurrent` U (p, 3p), `bias` b (3p,) and
    `recurrent_bias` a (3p,). One crossbar holds [W_z W_r W_c 0; U_z U_r 0 U_c]: the two parts of the candidate need columns of
    their own because the reset gate multiplies only the second.
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    recurrent_bias: Floats
    time_steps: int

    kind: ClassVar[str] = "gru"

    def matrix(self) -> Floats:
        """Return the matrix on the crossbar, [W_z W_r W_c 0; U_z U_r 0 U_c]: (pixels / T + p, 4p)."""
        gates, units = 2 * self.recurrent.shape[0], self.recurrent.shape[0]
        above, below = np.zeros((len(self.kernel), units), np.float32), np.zeros((units, units), np.float32)
        return np.block([[self.kernel, above], [self.recurrent[:, :gates], below, self.recurrent[:, gates:]]])

    def bias_row(self) -> Floats:
        """Return the biases in the order of the columns (4p,): b + a for the two gates, then b and a of the candidate."""
        gates = 2 * self.recurrent.shape[0]
        return np.concatenate([self.bias[:gates] + self.recurrent_bias[:gates], self.bias[gates:], self.recurrent_bias[gates:]])

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the last state (p, n) for images with T chunks of pixels each."""
        pixels, multiply = as_columns(values), access.multiply
        (*chips, _, count), chunk, units = pixels.shape, self.kernel.shape[0], self.recurrent.shape[0]
        inputs = np.zeros((*chips, chunk + units, count), np.float32)
        bias, recurrent_bias = self.bias[:, None], self.recurrent_bias[:, None]
        gate_bias = bias[: 2 * units] + recurrent_bias[: 2 * units]
        state = inputs[..., chunk:, :]
        for step in range(self.time_steps):
            inputs[..., :chunk, :] = chunk_of(pixels, chunk, step)
            outputs = multiply(inputs)
            update_gate, reset_gate = np.split(sigmoid(outputs[..., : 2 * units, :] + gate_bias), 2, axis=-2)
            from_input = outputs[..., 2 * units : 3 * units, :] + bias[2 * units :]
            from_state = outputs[..., 3 * units :, :] + recurrent_bias[2 * units :]
            candidate = np.tanh(from_input + reset_gate * from_state)
            state[...] = update_gate * state + (1 - update_gate) * candidate
        return state
