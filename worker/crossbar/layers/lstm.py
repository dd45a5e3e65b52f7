"""Long short-term memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, as_columns
from worker.crossbar.layers.recurrent import Recurrent, chunk_of, sigmoid
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class LSTM(Recurrent):
    """A layer of long short-term memory cells; its output is the last state h_T.

    With gates i, f, o = sigmoid(x_t W + h_(t-1) U + b), candidate g = tanh(x_t W + h_(t-1) U + b), each with its own columns of
    W, U and b, and h_0 = c_0 = 0:

        c_t = f c_(t-1) + i g
        h_t = o tanh(c_t)

    Arrays hold i, f, g and o in this order: `kernel` W (pixels / T, 4p), `recurrent` U (p, 4p), `bias` b (4p,). One crossbar
    holds [W; U].
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    time_steps: int

    kind: ClassVar[str] = "lstm"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the last state (p, n) for images with T chunks of pixels each."""
        pixels, multiply = as_columns(values), access.multiply
        (*chips, _, count), chunk, units = pixels.shape, self.kernel.shape[0], self.recurrent.shape[0]
        inputs = np.zeros((*chips, chunk + units, count), np.float32)
        memory = np.zeros((*chips, units, count), np.float32)
        for step in range(self.time_steps):
            inputs[..., :chunk, :] = chunk_of(pixels, chunk, step)
            input_gate, forget_gate, candidate, output_gate = np.split(multiply(inputs) + self.bias[:, None], 4, axis=-2)
            memory = sigmoid(forget_gate) * memory + sigmoid(input_gate) * np.tanh(candidate)
            inputs[..., chunk:, :] = sigmoid(output_gate) * np.tanh(memory)
        return inputs[..., chunk:, :]
