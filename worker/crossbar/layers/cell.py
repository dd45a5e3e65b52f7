"""Recurrent layers whose steps work on the inputs of the crossbar in place, through all time steps or for a single one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from worker.crossbar.layers.layer import Access, as_columns
from worker.crossbar.layers.recurrent import Multiply, Recurrent, chunk_of
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import KeptArrays, Scratch


class Reading(Protocol):
    """What the steps of a layer read its crossbar with: a part of `layers.layer.Access`."""

    @property
    def scratch(self) -> Scratch:
        """Work arrays that all layers share."""

    @property
    def name(self) -> str:
        """Name of the work array reserved for this layer's outputs."""

    def multiply(self, inputs: Floats, out: Floats | None = None) -> Floats:
        """Read the crossbar once for each column of inputs (m, n); return outputs (p, n), possibly in `out`."""

    def multiply_part(self, inputs: Floats, rows: slice, outputs: slice) -> Floats:
        """Read the crossbar once for each column of inputs (m, n) that are 0 in all but `rows`; return `outputs` alone (q, n)."""


class CellLayer(Recurrent):
    """A recurrent layer that says in one place, `run`, what its steps do."""

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the last state (p, n), or all states (T p, n), for images with T chunks of pixels each."""
        cell = Cell(self, values, access, self.time_steps)
        self.run(cell, access)
        return cell.outputs

    def step(self, x: Floats, state: Floats, multiply: Multiply) -> Floats:
        """Return the whole state (s, n) after one more time step, from x_t (pixels / T, n) and the one before it."""
        access = _Alone(multiply, KeptArrays(state.dtype.type))
        cell = Cell(self, x, access, 1, state)
        self.run(cell, access)
        return np.concatenate([cell.state, cell.rest], axis=-2)

    @abstractmethod
    def run(self, cell: Cell, access: Reading) -> None:
        """Replace the cell's state, and the rest that it keeps, at each of its steps."""


class Cell:
    """What a layer keeps while it runs through its time steps: inputs [x_t; h_(t-1)] of the crossbar, and the states to return.

    All of it is work memory of the layer's name: use the outputs before the next block of images.
    """

    def __init__(self, layer: Recurrent, values: Floats, access: Reading, steps: int, before: Floats | None = None) -> None:
        """Begin for images (height, width, channels, n) or columns (m, n), with `steps` chunks of values each.

        `before` is the whole state (s, n) of a layer that goes on; None for one that begins.
        """
        self._layer, self._pixels, scratch = layer, as_columns(values), access.scratch
        (*chips, _, count), chunk, units = self._pixels.shape, len(layer.kernel), layer.units
        self._chunk, self._steps, self.units = chunk, steps, units
        self._goes_on = before is not None
        self.inputs = scratch.floats("cell inputs", *chips, chunk + units, count)
        """x_t above h_(t-1): (chunk + units, n)."""
        self.state = self.inputs[..., chunk:, :]
        """h_(t-1), which a step replaces: (units, n)."""
        self.rest = scratch.floats("cell rest", *chips, layer.kept - units, count)
        """What else is kept between steps: (s - units, n)."""
        before = layer.begin(1) if before is None else before
        self.state[...], self.rest[...] = before[..., :units, :], before[..., units:, :]
        self.outputs = scratch.floats(access.name, *chips, (steps if layer.return_sequences else 1) * units, count)
        """The last state or all states, once all steps are done."""

    def __iter__(self) -> Iterator[Floats]:
        """Yield x_t (chunk, n) of each time step, which is also on the first rows of the inputs; afterwards keep its state."""
        layer, rows = self._layer, self.inputs[..., : self._chunk, :]
        for step in range(self._steps):
            place = self._steps - 1 - step if layer.go_backwards else step
            x = chunk_of(self._pixels, self._chunk, place)
            rows[...] = x
            yield x
            if layer.return_sequences:
                chunk_of(self.outputs, self.units, step)[...] = self.state
        if not layer.return_sequences:
            self.outputs[...] = self.state

    def needs_rest(self, step: int) -> bool:
        """Return whether anything reads what else is kept after this step, counted from 1: not after the last one of a pass."""
        return self._goes_on or step < self._steps


@dataclass(frozen=True)
class _Alone:
    """What a single step reads its crossbar with; every read is of the whole crossbar."""

    read: Multiply
    scratch: Scratch
    name: str = "outputs"

    def multiply(self, inputs: Floats, out: Floats | None = None) -> Floats:
        del out
        return self.read(inputs)

    def multiply_part(self, inputs: Floats, rows: slice, outputs: slice) -> Floats:
        del rows
        return self.read(inputs)[..., outputs, :]
