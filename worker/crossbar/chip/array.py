"""One programmed crossbar, with one error for each weight: from inputs to converted outputs.

Vectors are columns, one for each image or position of a kernel: inputs are (m, n), outputs (p, n). A row of outputs is then
contiguous in memory, and the outputs of a layer are the inputs of the next without a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conversion import Conversion, converted_sum, tiles_of_rows
from worker.crossbar.chip.converters import dac
from worker.crossbar.chip.pulses import Drive
from worker.crossbar.chip.reading import SharedReads
from worker.crossbar.layers.patches import Patches
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.products import columns_product
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals

NOISE_VALUES = 1 << 16
"""Values of read noise that are drawn, scaled and added at a time: few enough for the cache.

Which number an output gets depends on it, as it does on the size of blocks and strips: these cannot be tuned.
"""


@dataclass(frozen=True)
class Ranges:
    """Full scales of a layer's converters, in the units of its inputs and outputs.

    The DAC covers 0 to `inputs`, or -`inputs` to `inputs` if `signed`. The ADC of each tile covers -`outputs` to `outputs`.
    """

    inputs: float
    outputs: float
    signed: bool = False


class Multiplier(Protocol):
    """Anything that inputs are multiplied by: a `Crossbar`, or the crossbars of several chips side by side."""

    @property
    def is_plain(self) -> bool:
        """Whether outputs are a product plus read noise and nothing else; rows whose inputs are 0 may then be left out."""

    def multiply(
        self,
        inputs: Floats,
        noise: Normals | None,
        *,
        out: Floats | None = None,
        product: Floats | None = None,
    ) -> Floats:
        """Return outputs (p, n) of one matrix-vector multiplication for each column of inputs (m, n).

        Read noise is drawn from `noise`; None means reads without noise. `product` is weights.T @ inputs if the caller knows
        it; it is overwritten. The result is written to `out` if that is given; otherwise it may be stored in `product`.
        """


@runtime_checkable
class PartMultiplier(Multiplier, Protocol):
    """A multiplier some of whose rows and columns can be multiplied alone."""

    def noiseless_part(self, inputs: Floats, noise: Normals | None, rows: slice, outputs: slice) -> Floats | None:
        """Return these outputs (q, n) for inputs (r, n) of these rows, all others off; None unless reads are free of noise."""


class Crossbar(Multiplier, Protocol):
    """The weights that a chip holds for one layer, and how they are read: an `Array`, or a `Core` that simulates every device."""

    @property
    def weights(self) -> Floats:
        """The programmed weights that inputs are multiplied by: (m, p)."""

    @property
    def weight_read_variance(self) -> NDArray[np.floating[Any]]:
        """Variance that a read adds to each weight: (m, p), or (m, 1) or (1, 1) if it is the same for a row or for all."""

    @property
    def conditions(self) -> Conditions:
        """The settings of the layer."""

    @property
    def is_noiseless(self) -> bool:
        """Whether reads are free of noise."""

    @property
    def is_elementwise(self) -> bool:
        """Whether rows are driven by the inputs alone and outputs are products with them: no row of biases, linear devices."""

    @property
    def converts_each_read(self) -> bool:
        """Whether the outputs of every slice, tile and pulse are converted on their own; otherwise only their sum is read."""

    @property
    def conversions(self) -> Sequence[Conversion]:
        """What is converted on its own, for each pulse of the inputs."""

    @property
    def sum_weights(self) -> Floats:
        """The weights (m, p) of the sum of all slices, which is read if no read is converted, without digital factors."""

    @property
    def factors(self) -> Floats | None:
        """Digital factors of the outputs (p,); None: all 1."""

    def drive(self, inputs: Floats) -> Drive:
        """Return how inputs of any shape are applied to the rows; valid until the next drive."""

    def drive_at_once(self, inputs: Floats) -> Floats:
        """Return the sum of all pulses with their weights, for inputs of any shape: what drives the rows without an ADC."""


@dataclass(frozen=True, eq=False)
class Array:
    """The weights (m, p) that a chip holds for one layer, and how they are read."""

    program: Callable[[], Floats]
    """Computes the weights when they are first requested; if the product with the inputs is known, they may never be."""
    read_sigma: float
    """Standard deviation of the weight error that is redrawn at every read, in the unit of the weights."""
    conditions: Conditions
    ranges: Ranges | None
    """Full scales of the converters; None without converters."""
    read_variance: Floats | None = None
    """Variance of each weight's own read error (m, p), if it depends on the conductances; None: `read_sigma` holds."""
    scratch: Scratch = field(default_factory=Scratch, repr=False)
    reference: SharedReads | None = None
    """What reads of reference columns add beyond that, with the same sigma; None: every weight has both of its devices."""

    @classmethod
    def of(
        cls,
        weights: Floats,
        read_sigma: float,
        conditions: Conditions,
        ranges: Ranges | None,
        *,
        read_variance: Floats | None = None,
        scratch: Scratch | None = None,
        reference: SharedReads | None = None,
    ) -> Array:
        """Return an array with these weights (m, p), which are known already."""
        return cls(lambda: weights, read_sigma, conditions, ranges, read_variance, scratch or Scratch(), reference)

    @cached_property
    def weights(self) -> Floats:
        """The programmed weights that inputs are multiplied by: (m, p)."""
        return self.program()

    def multiply(
        self,
        inputs: Floats,
        noise: Normals | None,
        *,
        out: Floats | None = None,
        product: Floats | None = None,
    ) -> Floats:
        """Return outputs (p, n) of one matrix-vector multiplication for each column of inputs (m, n).

        Inputs pass the DAC, read noise (from `noise`, None means none) is added to the outputs of each tile of rows, and these
        pass the ADC before they are summed digitally. Without converters there may be fewer than m rows of inputs; the other
        rows are then off. `product` is weights.T @ inputs if the caller knows it; it is used only without an ADC, and is
        overwritten. The result is written to `out` if that is given.
        """
        inputs = self.drive_at_once(inputs)
        if not self.converts_each_read:
            driven = slice(len(inputs))
            outputs = columns_product(self.weights[driven].T, inputs, out=out) if product is None else product
            return self._add_read_noise(outputs, inputs, noise, driven)
        # Every tile of rows has its own converters; their sum is digital.
        total = np.empty((self.weights.shape[1], inputs.shape[1]), np.float32) if out is None else out
        if noise is None or self.is_noiseless:
            return converted_sum(self.conversions, Drive((1.0,), inputs), total, self.scratch)
        for number, conversion in enumerate(self.conversions):
            tile_inputs = inputs[conversion.rows]
            read = self.scratch.floats("read", *total.shape) if number else total
            columns_product(conversion.weights.T, tile_inputs, out=read)
            self._add_read_noise(read, tile_inputs, noise, conversion.rows)
            conversion.convert(read, total=total if number else None)
        return total

    def noiseless_part(self, inputs: Floats, noise: Normals | None, rows: slice, outputs: slice) -> Floats | None:
        """Return these outputs (q, n) for inputs (r, n) of these rows, all others off; None unless reads are free of noise."""
        return columns_product(self.weights[rows, outputs].T, inputs) if noise is None or self.is_noiseless else None

    @property
    def converts_each_read(self) -> bool:
        """Whether the outputs of every tile are converted on their own."""
        return self.conditions.adc_bits is not None and self.ranges is not None

    @property
    def is_elementwise(self) -> bool:
        """Whether rows are driven by the inputs alone and outputs are products with them: always True."""
        return True

    @property
    def sum_weights(self) -> Floats:
        """The weights (m, p), whose product with the inputs is read if no read is converted."""
        return self.weights

    @property
    def factors(self) -> Floats | None:
        """Digital factors of the outputs: None."""
        return None

    @cached_property
    def conversions(self) -> Sequence[Conversion]:
        """What is converted: every tile of rows."""
        return tiles_of_rows(self.weights, self.conditions, self.ranges.outputs if self.ranges else 0.0)

    def drive(self, inputs: Floats) -> Drive:
        """Return how inputs of any shape are applied to the rows; valid until the next drive."""
        return Drive((1.0,), self.drive_at_once(inputs))

    def drive_at_once(self, inputs: Floats) -> Floats:
        """Return inputs of any shape as they drive the rows, behind the DAC; valid until the next drive."""
        bits = self.conditions.dac_bits
        if bits is None or self.ranges is None:
            return inputs
        driven = self.scratch.floats("driven", *inputs.shape)
        return dac(inputs, bits, self.ranges.inputs, signed=self.ranges.signed, out=driven)

    @property
    def weight_read_variance(self) -> NDArray[np.floating[Any]]:
        """Variance that a read adds to each weight: (m, p), or (m, 1) or (1, 1) if it is the same for a row or for all."""
        variance: NDArray[np.floating[Any]] = np.full((1, 1), self.read_sigma**2)
        if self.read_variance is not None:
            variance = self.read_variance
        return variance if self.reference is None else variance + self.reference.variance_of_weights(self.weights.shape[1])

    @property
    def is_plain(self) -> bool:
        """Whether outputs are a product plus read noise and nothing else; rows whose inputs are 0 may then be left out."""
        return self.ranges is None or (self.conditions.adc_bits is None and self.conditions.dac_bits is None)

    def multiply_at_positions(self, patches: Patches, noise: Normals | None, *, out: Floats) -> None:
        """Read the array for every patch, without converters, into `out` (..., p, n), ordered as `patches.windows`."""
        np.matmul(self.weights.T, patches.windows, out=out)
        if noise is not None and not self.is_noiseless:
            squares = patches.squared(self.scratch).windows
            std = self.noise_std(squares, slice(None), self.scratch)
            positions = out.reshape(-1, *out.shape[-2:])
            self.add_noise(positions, std.reshape(len(positions), -1, out.shape[-1]), noise)
            self.subtract_reference(out, std, squares, slice(None), noise)

    def _add_read_noise(self, outputs: Floats, inputs: Floats, noise: Normals | None, rows: slice) -> Floats:
        """Add read noise to outputs (p, n), in place; `rows` are the array's rows that the inputs (m, n) drive."""
        if noise is not None and not self.is_noiseless:
            # Stored as the inputs are: sums over them may go by the order in memory.
            stored = self.scratch.floats("squares", *inputs.shape) if inputs.flags.c_contiguous else None
            squares = np.square(inputs, out=stored)
            std = self.noise_std(squares, rows, self.scratch)
            self.add_noise(outputs, std, noise)
            self.subtract_reference(outputs, std, squares, rows, noise)
        return outputs

    @property
    def is_noiseless(self) -> bool:
        """Whether reads are free of noise."""
        return self.read_variance is None and not self.read_sigma

    def noise_std(self, squares: Floats, rows: slice, scratch: Scratch | None = None) -> Floats:
        """Return the standard deviation of the read noise at the outputs: (..., p, n), or (..., 1, n) if it is the same for all.

        `squares` (..., m, n) are the squared inputs of the given rows. Weight errors that are independent, normal and redrawn
        for every input vector x, with standard deviations s, change output j by a normal number of variance sum_i s_ij^2 x_i^2,
        which is s^2 ||x||^2 if all s are equal. Adding that number to the output is exact in law (local reparameterisation, D.
        P. Kingma et al., NeurIPS 2015). With a scratch the result may be stored there: use it before the next.
        """
        if self.read_variance is not None:
            shape = (*squares.shape[:-2], self.read_variance.shape[1], squares.shape[-1])
            stored = None if scratch is None else scratch.floats("std", *shape)
            variance: Floats = np.matmul(self.read_variance[rows].T, squares, out=stored)
            return np.sqrt(variance, out=variance)
        norms: Floats = np.matmul(_ones(squares.shape[-2]), squares)
        np.sqrt(norms, out=norms)
        norms *= np.float32(self.read_sigma)
        return norms

    def subtract_reference(self, outputs: Floats, std: Floats, squares: Floats, rows: slice, noise: Normals) -> None:
        """Subtract what a read of the reference columns adds from outputs (..., p, n), in place, if there are any.

        `std`, as `noise_std` gives it for the same squared inputs, is that of the references too where all devices err alike.
        """
        if self.reference is None:
            return
        variance = self.reference.noise.of_squares
        self.reference.subtract(outputs, std if variance is None else np.sqrt(np.matmul(variance[rows].T, squares)), noise)

    def add_noise(self, values: Floats, std: Floats, noise: Normals) -> None:
        """Add normal numbers with these standard deviations to values (rows, ...), in place.

        `std` has the shape of `values`, or one row for all. As many values are processed at a time as the cache holds.
        """
        rows_at_a_time = max(1, NOISE_VALUES // values[0].size)
        for start in range(0, len(values), rows_at_a_time):
            chunk = slice(start, start + rows_at_a_time)
            drawn = noise.next(values[chunk].shape)
            drawn *= std if len(std) == 1 else std[chunk]
            values[chunk] += drawn


@cache
def _ones(count: int) -> Floats:
    """Return a row of ones (1, count)."""
    return np.ones((1, count), np.float32)
