"""The common part of recurrent layers: one crossbar that is read at every time step.

Since all time steps use the same devices, programming error is the same at each of them, while read noise is redrawn.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from worker.crossbar.layers.layer import Access, Weighted, as_columns
from worker.crossbar.tools.arrays import Floats


class Recurrent(Weighted):
    """A recurrent layer with T = `time_steps`. One crossbar holds [W; U] and is driven with [x_t; h_(t-1)].

    x_t is chunk t of the flattened input, counted from its end with `go_backwards`; h_t is the state. The output is the last
    state (p, n) or, with `return_sequences`, all states in this order, (T p, n). `kernel` W has the shape (pixels / T,
    columns), `recurrent` U (units, columns). What is not overridden holds for most kinds of cells.
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

    def matrix(self) -> Floats:
        """Return the weights as stored on the crossbar, [W; U]: (pixels / T + units, columns)."""
        return np.concatenate([self.kernel, self.recurrent])


class Cell:
    """What a layer keeps while it runs through its time steps: inputs [x_t; h_(t-1)] of the crossbar, and the states to return.

    All of it is work memory of the layer's name: use the outputs before the next block of images.
    """

    def __init__(self, layer: Recurrent, values: Floats, access: Access) -> None:
        """Begin with states of zeros, for images (height, width, channels, n) or columns (m, n) with T chunks of values each."""
        self._layer, self._pixels, scratch = layer, as_columns(values), access.scratch
        (*chips, _, count), chunk, units = self._pixels.shape, len(layer.kernel), layer.recurrent.shape[0]
        self._chunk, self.units = chunk, units
        self.inputs = scratch.floats("cell inputs", *chips, chunk + units, count)
        """x_t above h_(t-1): (chunk + units, n)."""
        self.state = self.inputs[..., chunk:, :]
        """h_(t-1), which a step replaces: (units, n)."""
        self.state[...] = 0
        steps = layer.time_steps if layer.return_sequences else 1
        self.outputs = scratch.floats(access.name, *chips, steps * units, count)
        """The last state or all states, once all steps are done."""

    def __iter__(self) -> Iterator[Floats]:
        """Yield x_t (chunk, n) of each time step, which is also on the first rows of the inputs; afterwards keep its state."""
        layer, rows = self._layer, self.inputs[..., : self._chunk, :]
        for step in range(layer.time_steps):
            place = layer.time_steps - 1 - step if layer.go_backwards else step
            x = chunk_of(self._pixels, self._chunk, place)
            rows[...] = x
            yield x
            if layer.return_sequences:
                chunk_of(self.outputs, self.units, step)[...] = self.state
        if not layer.return_sequences:
            self.outputs[...] = self.state


def chunk_of(pixels: Floats, size: int, step: int) -> Floats:
    """Return the inputs x of one time step, counted from 0: a view (..., size, n) of pixels (..., T * size, n)."""
    return pixels[..., step * size : (step + 1) * size, :]
