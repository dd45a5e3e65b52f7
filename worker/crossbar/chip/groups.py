"""The crossbar of a convolution in groups: each group of columns lies on arrays of its own, whose rows have inputs of their own.

The columns of all groups have one number of rows, and are programmed, as one matrix (m, p), as if they lay side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.array import Array, Crossbar
from worker.crossbar.chip.cells import Cells
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conversion import Conversion
from worker.crossbar.chip.core import Core, ProgrammedSlice
from worker.crossbar.chip.pulses import Drive
from worker.crossbar.chip.reading import ReadNoise, SharedReads
from worker.crossbar.chip.solved import SolvedCells
from worker.crossbar.layers import Network
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals


def of_groups(conditions: Conditions, groups: int, outputs: int) -> Conditions:
    """Return the conditions of a layer whose outputs belong to so many groups: no array has columns of two of them.

    Raises ValueError if a group takes several arrays of unequal size and their references or circuits would matter.
    """
    own = outputs // groups
    arrays = -(-own // conditions.columns)
    if groups == 1 or own % arrays == 0:
        return conditions if groups == 1 else replace(conditions, columns=own // arrays)
    if conditions.shared is not None or conditions.resists:
        raise ValueError(
            f"{own} filters of a group on arrays of {conditions.columns} columns cannot be simulated; crossbar.columns must be "
            f"at least {own}, or cut them into equal parts"
        )
    return conditions


@dataclass(frozen=True, eq=False)
class Grouped:
    """The crossbar of a layer in groups. Inputs (groups * m, n) are those of each group, one group below the other."""

    whole: Array | Core
    """All groups side by side; what is not said here is as for one."""
    groups: int

    @cached_property
    def parts(self) -> Sequence[tuple[slice, Array | Core]]:
        """The columns of each group, and the crossbar that holds them."""
        outputs = self.whole.sum_weights.shape[1]
        own = outputs // self.groups
        every = [slice(start, start + own) for start in range(0, outputs, own)]
        return [(columns, columns_of(self.whole, columns)) for columns in every]

    def inputs_of_groups(self, inputs: Floats) -> Floats:
        """Return a view (groups, m, n) of inputs (groups * m, n)."""
        return inputs.reshape(self.groups, -1, inputs.shape[-1])

    def multiply(
        self, inputs: Floats, noise: Normals | None, *, out: Floats | None = None, product: Floats | None = None
    ) -> Floats:
        """Return outputs (p, n), each of the inputs of its group, as `Array.multiply` does; `product` is ignored."""
        outputs = np.empty((self.weights.shape[1], inputs.shape[-1]), inputs.dtype) if out is None else out
        for (columns, part), own in zip(self.parts, self.inputs_of_groups(inputs), strict=True):
            part.multiply(own, noise, out=outputs[columns])
        return outputs

    def reads(self, inputs: Floats) -> Iterator[tuple[Conversion, Floats]]:
        """Yield conversion and outputs (p, n) of each read without noise, of one after the other, of simulated devices."""
        cores = [replace(part, scratch=Scratch()) for _columns, part in self.parts if isinstance(part, Core)]
        every = zip(*(core.reads(own, None) for core, own in zip(cores, self.inputs_of_groups(inputs), strict=True)), strict=True)
        for of_parts in every:
            yield of_parts[0][0], np.concatenate([outputs for _conversion, _weight, outputs in of_parts])

    @property
    def weights(self) -> Floats:
        """The programmed weights (m, p)."""
        return self.whole.weights

    @property
    def weight_read_variance(self) -> NDArray[np.floating[Any]]:
        """Variance that a read adds to each weight: (m, p), or fewer if they are equal."""
        return self.whole.weight_read_variance

    @property
    def conditions(self) -> Conditions:
        """The settings of the layer."""
        return self.whole.conditions

    @property
    def is_plain(self) -> bool:
        """Whether outputs are a product plus read noise and nothing else."""
        return self.whole.is_plain

    @property
    def is_noiseless(self) -> bool:
        """Whether reads are free of noise."""
        return self.whole.is_noiseless

    @property
    def is_elementwise(self) -> bool:
        """Whether rows are driven by the inputs alone and outputs are products with them."""
        return self.whole.is_elementwise

    @property
    def converts_each_read(self) -> bool:
        """Whether the outputs of every slice, tile and pulse are converted on their own."""
        return self.whole.converts_each_read

    @property
    def conversions(self) -> Sequence[Conversion]:
        """What is converted on its own, for each pulse of the inputs."""
        return self.whole.conversions

    @property
    def sum_weights(self) -> Floats:
        """The weights (m, p) of the sum of all slices, without digital factors."""
        return self.whole.sum_weights

    @property
    def factors(self) -> Floats | None:
        """Digital factors of the outputs (p,); None: all 1."""
        return self.whole.factors

    def drive(self, inputs: Floats) -> Drive:
        """Return how inputs of any shape are applied to the rows; valid until the next drive."""
        return self.whole.drive(inputs)

    def drive_at_once(self, inputs: Floats) -> Floats:
        """Return the sum of all pulses with their weights, for inputs of any shape."""
        return self.whole.drive_at_once(inputs)


def ideal_arrays(network: Network, matrices: Mapping[int, Floats]) -> dict[int, Array | Grouped]:
    """Return arrays that hold these weights (m, p) of a network's layers as they are, by layer index."""
    arrays = {index: Array.of(weights, 0.0, Conditions(), None) for index, weights in matrices.items()}
    groups = {index: network.weighted[index].groups for index in arrays}
    return {index: Grouped(array, groups[index]) if groups[index] > 1 else array for index, array in arrays.items()}


def product_of_groups(weights: Floats, inputs: Floats, rows: slice, groups: int) -> Floats:
    """Return the outputs (p, n) of some rows of each group, for inputs (groups * m, n)."""
    if groups == 1:
        return weights[rows].T @ inputs[rows]
    own = inputs.reshape(groups, -1, inputs.shape[-1])[:, rows]
    by_group = weights[rows].reshape(own.shape[1], groups, -1).transpose(1, 2, 0)
    outputs: Floats = np.matmul(by_group, own).reshape(weights.shape[1], -1)
    return outputs


def back_product(weights: Floats, gradient: Floats, groups: int) -> Floats:
    """Return the transposed product (groups * m, n) of weights (m, p) with a gradient (p, n), of each group with its own."""
    if groups == 1:
        return weights @ gradient
    by_group = weights.reshape(len(weights), groups, -1).swapaxes(0, 1)
    inputs: Floats = np.matmul(by_group, gradient.reshape(groups, -1, gradient.shape[-1]))
    return inputs.reshape(-1, gradient.shape[-1])


def whole_of(crossbar: Crossbar) -> Crossbar:
    """Return the crossbar itself, or all groups of one in groups side by side."""
    return crossbar.whole if isinstance(crossbar, Grouped) else crossbar


def columns_of(crossbar: Array | Core, columns: slice) -> Array | Core:
    """Return some neighbouring columns of a crossbar: all that belong to one or more of its arrays."""
    if isinstance(crossbar, Array):
        reference = crossbar.reference
        return replace(
            crossbar,
            program=lambda: np.ascontiguousarray(crossbar.weights[:, columns]),
            read_variance=None if crossbar.read_variance is None else crossbar.read_variance[:, columns],
            reference=None if reference is None else _shared_of(reference, columns),
        )
    return replace(
        crossbar,
        slices=[_slice_of(one, columns) for one in crossbar.slices],
        combined=_slice_of(crossbar.combined, columns),
        bias=None if crossbar.bias is None else crossbar.bias[columns],
        factors=None if crossbar.factors is None else crossbar.factors[columns],
    )


def _slice_of(programmed: ProgrammedSlice, columns: slice) -> ProgrammedSlice:
    return replace(
        programmed,
        weights=np.ascontiguousarray(programmed.weights[:, columns]),
        reads=_reads_of(programmed.reads, columns),
        solved=None if programmed.solved is None else _solved_of(programmed.solved, columns),
    )


def _reads_of(reads: ReadNoise, columns: slice) -> ReadNoise:
    return replace(
        reads,
        of_squares=None if reads.of_squares is None else reads.of_squares[:, columns],
        total=None if reads.total is None else reads.total[:, columns],
        shared=None if reads.shared is None else _shared_of(reads.shared, columns),
    )


def _shared_of(shared: SharedReads, columns: slice) -> SharedReads:
    return replace(shared, noise=_reads_of(shared.noise, _references(columns, shared.columns)))


def _references(columns: slice, shared: int) -> slice:
    """Return which reference columns belong to these columns, each of them to `shared` of all columns."""
    return slice(columns.start // shared, -(-columns.stop // shared))


def _solved_of(solved: SolvedCells, columns: slice) -> SolvedCells:
    cells = solved.cells
    negative = columns if cells.shared is None else _references(columns, cells.shared)
    own: Cells = replace(cells, positive=cells.positive[:, columns], negative=cells.negative[:, negative])
    return replace(solved, cells=own)
