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
    `recurrent_bias` a (3p,). One crossbar holds [W; U] and is read three times in each time step: the gates' columns with x_t
    and h_(t-1) on their rows, then the candidate's columns with x_t alone and with h_(t-1) alone, because the reset gate
    multiplies only the second part of the candidate.
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    recurrent_bias: Floats
    time_steps: int

    kind: ClassVar[str] = "gru"
    reads_per_step: ClassVar[int] = 3
    reads_per_drive: ClassVar[float] = 1.5
    """Each row is driven in two of the three reads of a time step."""

    def bias_row(self) -> Floats:
        """Return b + a of the two gates, and (b + a) / 2 of the candidate (3p,).

        Every read drives the row of biases, and the candidate's columns are read twice. By what its two biases differ is digital.
        """
        biases = self.bias + self.recurrent_bias
        biases[2 * self.recurrent.shape[0] :] /= 2
        return biases

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the last state (p, n) for images with T chunks of pixels each."""
        pixels = as_columns(values)
        (*chips, _, count), chunk, units = pixels.shape, self.kernel.shape[0], self.recurrent.shape[0]
        gates, candidates, read = slice(2 * units), slice(2 * units, None), access.multiply_part
        both, pixels_alone, state_alone = (np.zeros((*chips, chunk + units, count), np.float32) for _ in range(3))
        bias, recurrent_bias = self.bias[:, None], self.recurrent_bias[:, None]
        state = both[..., chunk:, :]
        for step in range(self.time_steps):
            both[..., :chunk, :] = pixels_alone[..., :chunk, :] = chunk_of(pixels, chunk, step)
            state_alone[..., chunk:, :] = state
            opening = read(both, slice(None), gates) + (bias + recurrent_bias)[gates]
            update_gate, reset_gate = np.split(sigmoid(opening), 2, axis=-2)
            from_input = read(pixels_alone, slice(chunk), candidates) + bias[candidates]
            from_state = read(state_alone, slice(chunk, None), candidates) + recurrent_bias[candidates]
            candidate = np.tanh(from_input + reset_gate * from_state)
            state[...] = update_gate * state + (1 - update_gate) * candidate
        return state
