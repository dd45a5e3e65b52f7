"""A ReLU RNN that may skip time steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, columns
from worker.crossbar.layers.recurrent import Recurrent, chunk_of, sigmoid
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class SkipRNN(Recurrent):
    """A ReLU RNN whose binary gate may skip steps (Campos et al., ICLR 2018); gives s_T.

    u_t = round(v_t), v_1 = 1; s_t = u_t relu(x_t W + s_(t-1) U + b) + (1 - u_t) s_(t-1), s_0 = 0;
    d_t = sigmoid(s_t g + c); v_(t+1) = u_t d_t + (1 - u_t) min(v_t + d_t, 1).
    One crossbar [W 0; U g]. `kernel` (pixels / T, p), `recurrent` (p, p), `bias` (p,), `gate` g (p, 1), `gate_bias` c (1,).
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    gate: Floats
    gate_bias: Floats
    time_steps: int

    kind: ClassVar[str] = "skip_rnn"
    reads_a_step: ClassVar[int] = 2
    """The gate reads the array once more, with the inputs off, between two steps."""

    def matrix(self) -> Floats:
        """[W 0; U g]."""
        idle = np.zeros((len(self.kernel), 1), np.float32)
        return np.block([[self.kernel, idle], [self.recurrent, self.gate]])

    def bias_row(self) -> Floats:
        """Biases of the units, then of the gate."""
        return np.concatenate([self.bias, self.gate_bias])

    def forward(self, values: Floats, access: Access) -> Floats:
        """The last state (p, n). The gate has a column of its own; it is read with the inputs off, after each update."""
        pixels, multiply = columns(values), access.multiply
        (*chips, _, count), (chunk, units) = pixels.shape, self.kernel.shape
        inputs = np.zeros((*chips, chunk + units, count), np.float32)
        due = np.ones((*chips, 1, count), np.float32)
        for step in range(self.time_steps):
            inputs[..., :chunk, :] = chunk_of(pixels, chunk, step)
            # Half to even, as numpy and TensorFlow round: exactly one half is a skip.
            update = np.rint(due) > 0
            fresh = np.maximum(multiply(inputs)[..., :units, :] + self.bias[:, None], 0)
            np.copyto(inputs[..., chunk:, :], fresh, where=update)
            if step + 1 < self.time_steps:
                inputs[..., :chunk, :] = 0
                more = sigmoid(multiply(inputs)[..., units:, :] + self.gate_bias)
                due = np.where(update, more, np.minimum(due + more, 1)).astype(np.float32)
        return inputs[..., chunk:, :]
