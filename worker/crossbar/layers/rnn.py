"""The time-multiplexed ReLU RNN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, as_columns
from worker.crossbar.layers.recurrent import Recurrent, chunk_of
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.rectify import relu


@dataclass(frozen=True, eq=False)
class RNN(Recurrent):
    """A recurrent layer of ReLUs: h_t = relu(x_t W + h_(t-1) U + h_(t-lag) S + b), with h_t = 0 for t < 1.

    x_t is chunk t of the flattened input. The output is the last state h_T (p, n), or all states (T p, n) with
    `return_sequences`. One crossbar holds [W; U; S] and is read at every time step. `kernel` W has the shape (pixels / T, p),
    `recurrent` U (p, p), `bias` b (p,). `skip` S (p, p) is a temporal skip connection over `lag` steps; None means that there
    is none, and `lag` has no effect.
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    time_steps: int
    skip: Floats | None = None
    lag: int | None = None
    return_sequences: bool = False

    kind: ClassVar[str] = "rnn"

    @property
    def returns_all_states(self) -> bool:
        """Whether the output consists of all states h_1 ... h_T instead of only the last one; set by `return_sequences`."""
        return self.return_sequences

    def matrix(self) -> Floats:
        """Return the weights as stored on the crossbar, [W; U; S] or, without a skip connection, [W; U]."""
        return np.concatenate([self.kernel, self.recurrent, *([] if self.skip is None else [self.skip])])

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the last state (p, n), or all states (T p, n) if `return_sequences` is set.

        The input is flattened and cut into T chunks. Each state is written directly to where the next step reads it, which is
        why two input arrays alternate.
        """
        pixels, multiply, scratch = as_columns(values), access.multiply, access.scratch
        (*chips, _, count), (chunk, units) = pixels.shape, self.kernel.shape
        state = slice(chunk, chunk + units)
        steps, lag = self.time_steps, self.lag or 1
        keep_states = self.return_sequences or self.skip is not None
        states = np.zeros((*chips, steps if keep_states else 0, units, count), np.float32)
        height = chunk + units * (1 if self.skip is None else 2)
        inputs, next_inputs = (scratch.floats(name, *chips, height, count) for name in ("rnn inputs", "rnn following"))
        inputs[..., chunk:, :] = 0
        bias = scratch.floats("rnn bias", units, count)
        bias[...] = self.bias[:, None]  # once for all steps: adding arrays of one shape is quicker
        for step in range(steps):
            inputs[..., :chunk, :] = chunk_of(pixels, chunk, step)
            if self.skip is not None:
                inputs[..., chunk + units :, :] = states[..., step - lag, :, :] if step >= lag else 0
            outputs = next_inputs[..., state, :]
            read = multiply(inputs, out=outputs, driven=None if step else chunk)  # there is no state yet to be read
            relu(np.add(read, bias, out=outputs), scratch)
            if keep_states:
                states[..., step, :, :] = outputs
            inputs, next_inputs = next_inputs, inputs
        return states.reshape(*chips, steps * units, count) if self.return_sequences else inputs[..., state, :].copy()
