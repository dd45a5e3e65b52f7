"""What recurrent layers have in common: one array that every time step reads.

The same crossbar serves every time step, so programming error repeats and read noise does not.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Weighted
from worker.crossbar.tools.arrays import Floats


class Recurrent(Weighted):
    """Its array holds [W; U] and is driven with [x_t; h_(t-1)]. What is not overridden is so for most cells.

    `kernel` W (pixels / T, columns), `recurrent` U (units, columns).
    """

    recurrent: Floats
    time_steps: int
    reads_a_step: ClassVar[int] = 1
    """How often one time step reads the array."""

    @property
    def steps(self) -> int:
        """T."""
        return self.time_steps

    @property
    def gives_all_states(self) -> bool:
        """Whether its outputs are all states h_1 ... h_T, and not only the last."""
        return False

    def matrix(self) -> Floats:
        """[W; U]."""
        return np.concatenate([self.kernel, self.recurrent])


def chunk_of(pixels: Floats, size: int, step: int) -> Floats:
    """The inputs of one time step, of `size` values: (..., size, n)."""
    return pixels[..., step * size : (step + 1) * size, :]


def sigmoid(values: Floats) -> Floats:
    """1 / (1 + exp(-z)), by the hyperbolic tangent, which never overflows."""
    result: Floats = np.tanh(np.float32(0.5) * values)
    result += 1
    result *= np.float32(0.5)
    return result
