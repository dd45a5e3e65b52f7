"""The time-multiplexed RNN, of ReLUs unless it says another function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, as_columns
from worker.crossbar.layers.recurrent import Back, Multiply, Recurrent, chunk_of
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.functions import in_place, slope_of
from worker.crossbar.tools.rectify import relu


@dataclass(frozen=True, eq=False)
class RNN(Recurrent):
    """A recurrent layer: h_t = f(x_t W + h_(t-1) U + h_(t-lag) S + b), with h_t = 0 for t < 1; f is the `activation`, a ReLU.

    x_t is chunk t of the flattened input, counted from its end with `go_backwards`. The output is the last state h_T (p, n), or
    all states (T p, n) with `return_sequences`. One crossbar holds [W; U; S] and is read at every time step. `kernel` W has the
    shape (pixels / T, p), `recurrent` U (p, p), `bias` b (p,). `skip` S (p, p) is a temporal skip connection over `lag` steps;
    None means that there is none, and `lag` has no effect. The whole state is h_(t-1), above h_(t-2) ... h_(t-lag) with a skip.
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    time_steps: int
    skip: Floats | None = None
    lag: int | None = None
    return_sequences: bool = False
    go_backwards: bool = False
    activation: str = "relu"

    kind: ClassVar[str] = "rnn"

    def matrix(self) -> Floats:
        """Return the weights as stored on the crossbar, [W; U; S] or, without a skip connection, [W; U]."""
        return np.concatenate([self.kernel, self.recurrent, *([] if self.skip is None else [self.skip])])

    @property
    def kept(self) -> int:
        """Number of values that are kept between two steps: those of one state or, with a skip connection, of `lag` states."""
        return self.units * (1 if self.skip is None else self.lag or 1)

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the last state (p, n), or all states (T p, n) if `return_sequences` is set.

        The input is flattened and cut into T chunks. Each state is written directly to where the next step reads it, which is
        why two input arrays alternate.
        """
        pixels, multiply, scratch = as_columns(values), access.multiply, access.scratch
        (*chips, _, count), (chunk, units) = pixels.shape, self.kernel.shape
        state = slice(chunk, chunk + units)
        steps, lag = self.time_steps, self.lag or 1
        activate = partial(relu, scratch=scratch) if self.activation == "relu" else in_place(self.activation)
        keep_states = self.return_sequences or self.skip is not None
        states = scratch.floats(f"{access.name} states", *chips, steps if keep_states else 0, units, count)
        height = chunk + units * (1 if self.skip is None else 2)
        inputs, next_inputs = (scratch.floats(name, *chips, height, count) for name in ("rnn inputs", "rnn following"))
        inputs[..., chunk:, :] = 0
        bias = scratch.floats("rnn bias", units, count)
        bias[...] = self.bias[:, None]  # once for all steps: adding arrays of one shape is quicker
        for step in range(steps):
            inputs[..., :chunk, :] = chunk_of(pixels, chunk, steps - 1 - step if self.go_backwards else step)
            if self.skip is not None:
                inputs[..., chunk + units :, :] = states[..., step - lag, :, :] if step >= lag else 0
            outputs = next_inputs[..., state, :]
            read = multiply(inputs, out=outputs, driven=None if step else chunk)  # there is no state yet to be read
            activate(np.add(read, bias, out=outputs))
            if keep_states:
                states[..., step, :, :] = outputs
            inputs, next_inputs = next_inputs, inputs
        return states.reshape(*chips, steps * units, count) if self.return_sequences else inputs[..., state, :].copy()

    def step(self, x: Floats, state: Floats, multiply: Multiply) -> Floats:
        """Return the whole state after one more time step, the latest h first."""
        units = self.units
        skipped = [] if self.skip is None else [state[..., -units:, :]]
        columns = multiply(np.concatenate([x, self.hidden(state), *skipped], axis=-2)) + self.bias[:, None]
        return np.concatenate([in_place(self.activation)(columns), state[..., :-units, :]], axis=-2)

    def step_back(self, gradient: Floats, state: Floats, outputs: Sequence[Floats], back: Back) -> tuple[Floats, Floats]:
        """Return the gradient with respect to x_t and to the whole state before a step; see `Recurrent.step_back`."""
        units, chunk = self.units, len(self.kernel)
        inputs = back(0, gradient[:units] * self.slopes(state, outputs))
        before = np.zeros_like(state, gradient.dtype)
        before[:-units] = gradient[units:]  # older states are moved on
        before[:units] += inputs[chunk : chunk + units]
        if self.skip is not None:
            before[-units:] += inputs[chunk + units :]
        return inputs[:chunk], before

    def slopes(self, state: Floats, outputs: Sequence[Floats]) -> Floats:
        """Return the slope of f (p, n) at a step; see `Recurrent.slopes`."""
        del state
        return slope_of(self.activation)(outputs[0] + self.bias[:, None])
