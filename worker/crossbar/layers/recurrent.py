"""The common part of recurrent layers: one crossbar that is read at every time step.

Since all time steps use the same devices, programming error is the same at each of them, while read noise is redrawn.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from worker.crossbar.layers.layer import Seen, Weighted
from worker.crossbar.tools.arrays import Floats

Multiply = Callable[[Floats], Floats]
"""Reads the crossbar once for each column of inputs (m, n); returns outputs (p, n), which may be overwritten."""
Back = Callable[[int, Floats], Floats]
"""Returns the gradient with respect to the inputs (m, n) of a read, from its number and the gradient of its outputs (p, n)."""


class Recurrent(Weighted):
    """A recurrent layer with T = `time_steps`. One crossbar holds [W; U] and is driven with [x_t; h_(t-1)].

    x_t is chunk t of the flattened input, counted from its end with `go_backwards`; h_t is the state. The output is the last
    state (p, n) or, with `return_sequences`, all states in this order, (T p, n). `kernel` W has the shape (pixels / T,
    columns), `recurrent` U (units, columns). What is not overridden holds for most kinds of cells.

    `forward` runs through all time steps at once. `step` makes a single one, of all that is kept between steps: the whole state
    (s, n), whose first rows are h. It is of the type of its numbers, float32 or float64.
    """

    recurrent: Floats
    time_steps: int
    return_sequences: bool
    go_backwards: bool

    @property
    def reads_per_step(self) -> int:
        """How often one time step reads the crossbar."""
        return 1

    @property
    def steps(self) -> int:
        """Number of time steps T: how often one image reads the crossbar in sequence."""
        return self.time_steps

    @property
    def returns_all_states(self) -> bool:
        """Whether the output consists of all states h_1 ... h_T instead of only the last one."""
        return self.return_sequences

    @property
    def units(self) -> int:
        """Number of values of h."""
        return len(self.recurrent)

    @property
    def kept(self) -> int:
        """Number of values s that are kept between two steps: those of h, and others below them."""
        return self.units

    def matrix(self) -> Floats:
        """Return the weights as stored on the crossbar, [W; U]: (pixels / T + units, columns)."""
        return np.concatenate([self.kernel, self.recurrent])

    def begin(self, count: int) -> Floats:
        """Return the whole state (s, n) before the first step, for so many images: zeros unless overridden."""
        return np.zeros((self.kept, count), np.float32)

    def hidden(self, state: Floats) -> Floats:
        """Return h (units, n), a view of the whole state (s, n)."""
        return state[..., : self.units, :]

    @abstractmethod
    def step(self, x: Floats, state: Floats, multiply: Multiply) -> Floats:
        """Return the whole state (s, n) after one more time step, from x_t (pixels / T, n) and the one before it."""

    @abstractmethod
    def step_back(self, gradient: Floats, state: Floats, outputs: Sequence[Floats], back: Back) -> tuple[Floats, Floats]:
        """Return the gradient of a number with respect to x_t and to the whole state before a step.

        `gradient` is that with respect to the whole state after the step, `state` (s, n) the one before it, and `outputs` are
        those of the step's reads (p, n) in their order, by which `back` is told a read.
        """

    @abstractmethod
    def slopes(self, state: Floats, outputs: Sequence[Floats]) -> Floats:
        """Return the slope (units, n) of the function that ends each unit, at a step from the whole `state` (s, n) before it.

        `outputs` are those of the step's reads (p, n) in their order. 0 behind a ReLU that is off.
        """

    def jacobian(self, x: Floats, state: Floats) -> Floats:
        """Return the derivative of the whole state after a step with respect to the one before it, on ideal weights.

        For x_t (pixels / T, n) and the whole state (s, n) before the step; (n, s, s), one row for each value after the step.
        """
        weights, outputs = self.matrix().astype(state.dtype), list[Floats]()

        def multiply(inputs: Floats) -> Floats:
            outputs.append(weights.T @ inputs)
            return outputs[-1].copy()

        self.step(x, state, multiply)
        size, count = state.shape
        each = np.tile(np.eye(size, dtype=state.dtype), count)
        state, *outputs = (np.repeat(values, size, axis=1) for values in (state, *outputs))
        _of_x, before = self.step_back(each, state, outputs, lambda _read, gradient: weights @ gradient)
        return np.ascontiguousarray(before.reshape(size, count, size).transpose(1, 2, 0))

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient with respect to the values of the layer before, of their shape."""
        (values,) = seen.values
        chunks = [of_x for of_x, _of_state in self.through_time(gradient, seen.reads, seen.back)]  # of the last step first
        return (np.concatenate(chunks if self.go_backwards else chunks[::-1]).reshape(values.shape),)

    def through_time(
        self, gradient: Floats, reads: Sequence[tuple[Floats, Floats]], back: Back
    ) -> Iterator[tuple[Floats, Floats]]:
        """Yield for t = T ... 1 the gradients with respect to x_t and to the whole state (s, n) after step t.

        `gradient` is that with respect to the outputs, `reads` are inputs (m, n) and outputs (p, n) of all reads in their order,
        by which `back` is told one. The gradient with respect to a state has all ways to the output in it.
        """
        units, each, states = self.units, self.reads_per_step, self.states(reads)
        of_state = np.zeros((self.kept, gradient.shape[-1]), gradient.dtype)
        for number in reversed(range(self.time_steps)):
            if self.return_sequences:
                of_state[:units] += chunk_of(gradient, units, number)
            elif number == self.time_steps - 1:
                of_state[:units] += gradient
            after, first = of_state, number * each
            outputs = [outputs for _inputs, outputs in reads[first : first + each]]

            def back_of_step(read: int, of_outputs: Floats, first: int = first) -> Floats:
                return back(first + read, of_outputs)

            of_x, of_state = self.step_back(after, states[number], outputs, back_of_step)
            yield of_x, after

    def states(self, reads: Sequence[tuple[Floats, Floats]]) -> list[Floats]:
        """Return the whole state (s, n) before each step, from inputs (m, n) and outputs (p, n) of the reads of all steps."""
        each, count = self.reads_per_step, reads[0][0].shape[-1]
        states = [self.begin(count).astype(reads[0][1].dtype)]
        for first in range(0, each * (self.time_steps - 1), each):
            outputs = iter([outputs.copy() for _inputs, outputs in reads[first : first + each]])
            x = reads[first][0][: len(self.kernel)]
            states.append(self.step(x, states[-1], lambda _inputs, outputs=outputs: next(outputs)))  # type: ignore[misc]
        return states


def chunk_of(pixels: Floats, size: int, step: int) -> Floats:
    """Return the inputs x of one time step, counted from 0: a view (..., size, n) of pixels (..., T * size, n)."""
    return pixels[..., step * size : (step + 1) * size, :]
