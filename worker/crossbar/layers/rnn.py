"""The time-multiplexed ReLU RNN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, columns
from worker.crossbar.layers.recurrent import Recurrent, chunk_of
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.rectify import relu


@dataclass(frozen=True, eq=False)
class RNN(Recurrent):
    """h_t = relu(x_t W + h_(t-1) U + h_(t-lag) S + b), h_t = 0 for t < 1, and x_t is chunk t of the flattened input.

    Gives h_T, or (T p, n) with all h_t. One crossbar [W; U; S] is used at every time step.
    `kernel` (pixels / T, p), `recurrent` (p, p), `bias` (p,), `skip` (p, p) or None for none; without one, `lag` says nothing.
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
    def gives_all_states(self) -> bool:
        """As it was asked for."""
        return self.return_sequences

    def matrix(self) -> Floats:
        """[W; U; S]."""
        return np.concatenate([self.kernel, self.recurrent, *([] if self.skip is None else [self.skip])])

    def forward(self, values: Floats, access: Access) -> Floats:
        """The last state (p, n), or all of them (T p, n).

        The array writes each state where the next step reads it: two inputs take turns.
        """
        pixels, multiply, scratch = columns(values), access.multiply, access.scratch
        (*chips, _, count), (chunk, units) = pixels.shape, self.kernel.shape
        state = slice(chunk, chunk + units)
        steps, lag = self.time_steps, self.lag or 1
        keep = self.return_sequences or self.skip is not None
        states = np.zeros((*chips, steps if keep else 0, units, count), np.float32)
        height = chunk + units * (1 if self.skip is None else 2)
        inputs, following = (scratch.floats(name, *chips, height, count) for name in ("rnn inputs", "rnn following"))
        inputs[..., chunk:, :] = 0
        bias = scratch.floats("rnn bias", units, count)
        bias[...] = self.bias[:, None]  # once for all steps: adding arrays of one shape is quicker
        for step in range(steps):
            inputs[..., :chunk, :] = chunk_of(pixels, chunk, step)
            if self.skip is not None:
                inputs[..., chunk + units :, :] = states[..., step - lag, :, :] if step >= lag else 0
            outputs = following[..., state, :]
            read = multiply(inputs, out=outputs, driven=None if step else chunk)  # there is no state yet to be read
            relu(np.add(read, bias, out=outputs), scratch)
            if keep:
                states[..., step, :, :] = outputs
            inputs, following = following, inputs
        return states.reshape(*chips, steps * units, count) if self.return_sequences else inputs[..., state, :].copy()
