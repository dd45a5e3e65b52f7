"""A ReLU RNN that can skip time steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, as_columns
from worker.crossbar.layers.recurrent import Recurrent, chunk_of, sigmoid
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class SkipRNN(Recurrent):
    """A ReLU RNN with a binary gate that can skip time steps (V. Campos et al., ICLR 2018); its output is the last state s_T.

    With s_0 = 0 and v_1 = 1:

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

    kind: ClassVar[str] = "skip_rnn"
    reads_per_step: ClassVar[int] = 2
    """A second read between two time steps, with the inputs off, evaluates the gate."""

    def matrix(self) -> Floats:
        """Return the weights as stored on the crossbar, [W 0; U g]: (pixels / T + p, p + 1)."""
        idle = np.zeros((len(self.kernel), 1), np.float32)
        return np.block([[self.kernel, idle], [self.recurrent, self.gate]])

    def bias_row(self) -> Floats:
        """Return the biases in the order of the columns (p + 1,): those of the units, then that of the gate."""
        return np.concatenate([self.bias, self.gate_bias])

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the last state (p, n) for images with T chunks of pixels each.

        The gate's column is read separately after each time step, with the inputs off, because it needs the new state.
        """
        pixels, multiply = as_columns(values), access.multiply
        (*chips, _, count), (chunk, units) = pixels.shape, self.kernel.shape
        inputs = np.zeros((*chips, chunk + units, count), np.float32)
        gate_value = np.ones((*chips, 1, count), np.float32)
        for step in range(self.time_steps):
            inputs[..., :chunk, :] = chunk_of(pixels, chunk, step)
            # Half to even, as numpy and TensorFlow round: exactly one half is a skip.
            update = np.rint(gate_value) > 0
            new_state = np.maximum(multiply(inputs)[..., :units, :] + self.bias[:, None], 0)
            np.copyto(inputs[..., chunk:, :], new_state, where=update)
            if step + 1 < self.time_steps:
                inputs[..., :chunk, :] = 0
                increment = sigmoid(multiply(inputs)[..., units:, :] + self.gate_bias)
                gate_value = np.where(update, increment, np.minimum(gate_value + increment, 1)).astype(np.float32)
        return inputs[..., chunk:, :]
