"""The common part of recurrent layers: one crossbar that is read at every time step.

Since all time steps use the same devices, programming error is the same at each of them, while read noise is redrawn.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Weighted
from worker.crossbar.tools.arrays import Floats


class Recurrent(Weighted):
    """A recurrent layer with T = `time_steps`. One crossbar holds [W; U] and is driven with [x_t; h_(t-1)].

    x_t is chunk t of the flattened input, h_t the state. `kernel` W has the shape (pixels / T, columns), `recurrent` U (units,
    columns). What is not overridden holds for most kinds of cells.
    """

    recurrent: Floats
    time_steps: int
    reads_per_step: ClassVar[int] = 1
    """How often one time step reads the crossbar."""

    @property
    def steps(self) -> int:
        """Number of time steps T: how often one image reads the crossbar in sequence."""
        return self.time_steps

    @property
    def returns_all_states(self) -> bool:
        """Whether the output consists of all states h_1 ... h_T instead of only the last one."""
        return False

    def matrix(self) -> Floats:
        """Return the weights as stored on the crossbar, [W; U]: (pixels / T + units, columns)."""
        return np.concatenate([self.kernel, self.recurrent])


def chunk_of(pixels: Floats, size: int, step: int) -> Floats:
    """Return the inputs x of one time step, counted from 0: a view (..., size, n) of pixels (..., T * size, n)."""
    return pixels[..., step * size : (step + 1) * size, :]


def sigmoid(values: Floats) -> Floats:
    """Return the logistic function 1 / (1 + exp(-z)) of values of any shape, computed from tanh, which never overflows."""
    result: Floats = np.tanh(np.float32(0.5) * values)
    result += 1
    result *= np.float32(0.5)
    return result
