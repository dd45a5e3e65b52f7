"""The crossbar of one layer with every device simulated: bit slices, tiles, pulses for input bits, converters.

Used for conditions in which one error for each weight is not exact; an `Array` serves all others. Vectors are columns here too:
inputs (m, n), outputs (p, n). In this module m can include one more row, that of the biases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.array import Ranges
from worker.crossbar.chip.cells import Cells, SliceId, effective_weights, program_cells
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conductances import max_magnitude, stored_on_array
from worker.crossbar.chip.conversion import Conversion, converted_sum, tiles_of_rows
from worker.crossbar.chip.iv import bent
from worker.crossbar.chip.programming import to_levels
from worker.crossbar.chip.pulses import Drive, Pulse, drive, pulses, weighted_sum
from worker.crossbar.chip.reading import ReadNoise, SharedReads, combined_noise, floor_per_conductance
from worker.crossbar.chip.slices import slice_weights
from worker.crossbar.chip.solved import SolvedCells
from worker.crossbar.layers import Network
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.products import columns_product
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals


@dataclass(frozen=True, eq=False)
class ProgrammedSlice:
    """The programmed devices of one bit slice.

    `weights` (m, p) fill the whole weight range, `reads` is what a read adds to their outputs; the slice contributes `share`
    times its weights to those of the layer.
    """

    weights: Floats
    reads: ReadNoise
    share: float = 1.0
    full_scale: float = 0.0
    """Full scale of the slice's output converters, in the unit of its outputs."""
    solved: SolvedCells | None = None
    """The slice's circuit, if it is solved for every input vector in place of a product with `weights`."""


@dataclass(frozen=True, eq=False)
class Core:
    """The weights of one layer as stored on a chip, and how they are read."""

    slices: Sequence[ProgrammedSlice]
    """The bit slices, most significant bits first; one if weights are not sliced."""
    combined: ProgrammedSlice
    """The sum of all slices, weighted by their shares, as one slice."""
    conditions: Conditions
    ranges: Ranges | None
    """Full scales of the input converters; None without converters."""
    bias: Floats | None = None
    """Biases (p,) that are stored on the last row of the crossbar; None if biases are digital.

    They are subtracted from the outputs again, because every layer adds its biases digitally: what is left is their error.
    """
    factors: Floats | None = None
    """Digital factors of the outputs (p,), if each has a weight range of its own; slices and full scales are without them."""
    scratch: Scratch = field(default_factory=Scratch, repr=False)

    @property
    def is_plain(self) -> bool:
        """Always False: outputs are more than a product plus read noise."""
        return False

    @property
    def weights(self) -> Floats:
        """The programmed weights (m, p), without the row of biases."""
        return self.all_weights[:-1] if self._biased else self.all_weights

    @property
    def all_weights(self) -> Floats:
        """The programmed weights (m, p) with the row of biases, if there is one."""
        weights = self.combined.weights
        return weights if self.factors is None else weights * self.factors

    @property
    def weight_read_variance(self) -> NDArray[np.floating[Any]]:
        """Variance that a read adds to each weight, without thermal and shot noise: (m, p), or fewer if they are equal."""
        reads = self.combined.reads
        variance = np.full((1, 1), reads.sigma**2)
        if reads.of_squares is not None:
            variance = np.float32(reads.sigma**2) + reads.of_squares
        if reads.shared is not None:
            variance = variance + reads.shared.variance_of_weights(self.combined.weights.shape[1])
        variance = variance[: len(self.weights)]
        return variance if self.factors is None else variance * np.square(self.factors)

    def output_read_variance(self, squares: Floats, magnitudes: Floats, sum_of_squares: float) -> Floats:
        """Return the variance of the read noise at the outputs, (p, n) or (1, n); the inputs are as in `ReadNoise.noise_std`."""
        reads, rows = self.combined.reads, slice(None)
        variance = np.square(reads.noise_std(squares, magnitudes, sum_of_squares, rows))
        if reads.shared is not None:
            of_columns = np.square(reads.shared.noise.noise_std(squares, magnitudes, sum_of_squares, rows))
            variance = variance + reads.shared.at_outputs(of_columns, self.combined.weights.shape[1])
        return variance if self.factors is None else variance * np.square(self.factors)[:, None]

    @property
    def _biased(self) -> bool:
        return self.bias is not None

    def multiply(
        self,
        inputs: Floats,
        noise: Normals | None,
        *,
        out: Floats | None = None,
        product: Floats | None = None,
    ) -> Floats:
        """Return outputs (p, n) of one matrix-vector multiplication for each column of inputs (m, n), biases subtracted.

        Read noise is drawn from `noise`; None means reads without noise. The result is written to `out` if that is given.
        `product` is ignored, since a known product of the ideal weights does not help here.
        """
        outputs = (
            self._without_adc(inputs, noise, out) if self.conditions.adc_bits is None else self._with_adc(inputs, noise, out)
        )
        if self.factors is not None:
            outputs *= self.factors[:, None]
        if self.bias is not None:
            outputs -= self.bias[:, None]
        return outputs

    @property
    def converts_each_read(self) -> bool:
        """Whether the outputs of every slice, tile and pulse are converted on their own; otherwise only their sum is read."""
        return self.conditions.adc_bits is not None

    @property
    def is_elementwise(self) -> bool:
        """Whether rows are driven by the inputs alone and outputs are products with them: no row of biases, linear devices."""
        return not self._biased and not self.conditions.is_bent and self.slices[0].solved is None

    @property
    def is_noiseless(self) -> bool:
        """Whether reads are free of noise."""
        return self.combined.reads.is_noiseless

    @property
    def sum_weights(self) -> Floats:
        """The weights (m, p) of the sum of all slices, which is read if no read is converted, without digital factors."""
        return self.combined.weights

    @cached_property
    def conversions(self) -> Sequence[Conversion]:
        """What is converted, for each pulse of the inputs: every tile of rows of every slice."""
        return [
            conversion
            for index, one in enumerate(self.slices)
            for conversion in tiles_of_rows(one.weights, self.conditions, one.full_scale, share=one.share, slice_index=index)
        ]

    def drive(self, inputs: Floats) -> Drive:
        """Return how inputs (m, ...) are applied to the rows, without that of biases; valid until the next drive."""
        full_scale, signed = (self.ranges.inputs, self.ranges.signed) if self.ranges else (0.0, False)
        return drive(inputs, self.conditions, full_scale, signed=signed, scratch=self.scratch)

    def drive_at_once(self, inputs: Floats) -> Floats:
        """Return the sum of all pulses with their weights, for inputs of any shape: what drives the rows without an ADC."""
        return weighted_sum(self._pulses(inputs, bias=False), lambda voltages: voltages, 1)

    def _with_adc(self, inputs: Floats, noise: Normals | None, out: Floats | None) -> Floats:
        """Return the digital sum of all conversions (p, n)."""
        total = np.empty((self.combined.weights.shape[1], inputs.shape[1]), np.float32) if out is None else out
        if self.is_elementwise and (noise is None or self.is_noiseless):
            return converted_sum(self.conversions, self.drive(inputs), total, self.scratch)
        for conversion, weight, outputs in self.reads(inputs, noise, first=total):
            conversion.convert(outputs, weight=weight, total=None if outputs is total else total)
        return total

    def reads(
        self, inputs: Floats, noise: Normals | None, *, first: Floats | None = None
    ) -> Iterator[tuple[Conversion, float, Floats]]:
        """Yield conversion, weight of the pulse and outputs for each slice, tile of rows and input pulse.

        Outputs are (p, n), with read noise unless `noise` is None; they are valid until the next read. Those of the first read
        are stored in `first` if that is given.
        """
        applied = self.drive(inputs)
        for conversion in self.conversions:
            rows, programmed = conversion.rows, self.slices[conversion.slice_index]
            for index, weight in enumerate(applied.weights):
                voltages = applied.pulse(index, rows, self.scratch)
                acting = self._with_bias(self._bent(voltages), rows)
                out = self.scratch.floats("read", len(self.combined.weights.T), inputs.shape[1]) if first is None else first
                if programmed.solved is None:
                    outputs = columns_product(conversion.weights.T, acting, out=out)
                else:
                    outputs = out
                    outputs[...] = programmed.solved.outputs(self._with_bias(voltages, rows), rows)
                first = None
                if noise is not None and not programmed.reads.is_noiseless:
                    _add_noise(outputs, programmed.reads, np.square(acting), np.abs(acting), 1.0, rows, noise)
                yield conversion, weight, outputs

    def _with_bias(self, voltages: Floats, rows: slice) -> Floats:
        """Return voltages (m, n) on these rows with a row of ones below them if the row of biases is the last of these rows."""
        if not self._biased or rows.stop < len(self.combined.weights):
            return voltages
        return np.concatenate([voltages, np.ones((1, voltages.shape[1]), np.float32)])

    def _bent(self, voltages: Floats) -> Floats:
        """Return the voltages that linear devices would need for the same currents, of any shape, without the row of biases."""
        if not self.conditions.is_bent or self.ranges is None:
            return voltages
        return bent(voltages, self.conditions.iv_nonlinearity, self.ranges.inputs)

    def _without_adc(self, inputs: Floats, noise: Normals | None, out: Floats | None) -> Floats:
        """Return outputs (p, n) without output converters.

        Slices, tiles and pulses then add up to one product, and their noise to one normal number.
        """
        applied = self._effective(self._pulses(inputs, bias=self._biased))
        if self.slices[0].solved is None:
            voltages = weighted_sum(applied, lambda inputs: inputs, 1)
            outputs = columns_product(self.combined.weights.T, voltages, out=out)
        else:
            outputs = self._solved(inputs, out)
        reads = self.combined.reads
        if noise is not None and not reads.is_noiseless:
            squares, magnitudes = weighted_sum(applied, np.square, 2), weighted_sum(applied, np.abs, 2)
            _add_noise(outputs, reads, squares, magnitudes, sum(pulse.weight**2 for pulse in applied), slice(None), noise)
        return outputs

    def _solved(self, inputs: Floats, out: Floats | None) -> Floats:
        """Return outputs (p, n) without noise: the sum over solved circuits."""
        total = np.empty((self.combined.weights.shape[1], inputs.shape[1]), np.float32) if out is None else out
        total[...] = 0
        for conversion, weight, outputs in self.reads(inputs, None):
            total += np.float32(conversion.share * weight) * outputs
        return total

    def _pulses(self, inputs: Floats, *, bias: bool) -> list[Pulse]:
        full_scale, signed = (self.ranges.inputs, self.ranges.signed) if self.ranges else (0.0, False)
        return pulses(inputs, self.conditions, full_scale, signed=signed, bias=bias)

    def _effective(self, drive: list[Pulse]) -> list[Pulse]:
        """Return the pulses whose inputs linear devices would need for the same currents; the row of biases is as it is."""
        if not self.conditions.is_bent or self.ranges is None:
            return drive
        rows = slice(-1) if self._biased else slice(None)
        effective = []
        for pulse in drive:
            curved = self._bent(pulse.inputs[rows])
            effective.append(Pulse(np.concatenate([curved, pulse.inputs[-1:]]) if self._biased else curved, pulse.weight))
        return effective


def _add_noise(
    outputs: Floats, reads: ReadNoise, squares: Floats, magnitudes: Floats, sum_of_squares: float, rows: slice, noise: Normals
) -> None:
    """Add the noise of a read to outputs (p, n), in place; what follows `reads` is as in `ReadNoise.noise_std`."""
    outputs += reads.noise_std(squares, magnitudes, sum_of_squares, rows) * noise.next(outputs.shape)
    if reads.shared is not None:
        reads.shared.subtract(outputs, reads.shared.noise.noise_std(squares, magnitudes, sum_of_squares, rows), noise)


def analog_biases(network: Network, conditions: Conditions) -> dict[int, Floats]:
    """Return the biases (p,) of each layer that are stored on its crossbar, by layer index; empty if biases are digital."""
    return {index: layer.bias_row() for index, layer in network.weighted.items() if conditions.own(index).bias == "analog"}


def program_core(
    weights: Floats,
    conditions: Conditions,
    slice_id: SliceId,
    *,
    bias: Floats | None = None,
    ranges: Ranges | None = None,
    full_scales: Sequence[float] = (),
    scratch: Scratch | None = None,
) -> Core:
    """Return a layer's weights (m, p), and its biases (p,) if they are stored on one more row, as programmed on a chip.

    `full_scales` are those of the output converters of each slice, most significant first; empty without converters. `scratch`
    is work memory that arrays may share. Raises
    LinAlgError if the circuit of resistive wires has no solution, and ValueError if a tile is too large for it.
    """
    stored = stored_on_array(weights, bias, conditions.weight_percentile, conditions.scaling)
    within, bits = stored.weights, conditions.weight_bits
    w_max = max_magnitude(within)
    slices = []
    for index, bit_slice in enumerate(slice_weights(to_levels(within, bits), w_max, bits, conditions.cell_bits)):
        cells = program_cells(bit_slice.weights, w_max, conditions, replace(slice_id, slice_index=index))
        reads = _reads(cells, conditions, ranges.inputs if ranges else 0.0)
        scale = full_scales[index] if full_scales else 0.0
        solved = None
        if conditions.is_solved and ranges is not None and ranges.inputs > 0:
            solved = SolvedCells(cells, conditions, ranges.inputs, biased=bias is not None)
        slices.append(ProgrammedSlice(effective_weights(cells, conditions), reads, bit_slice.share, scale, solved))
    return Core(slices, _combined(slices), conditions, ranges, bias, stored.factors, scratch or Scratch())


def _reads(cells: Cells, conditions: Conditions, full_scale: float) -> ReadNoise:
    """Return the noise of a read of these devices; `full_scale` is that of the inputs."""
    sides = [ReadNoise(cells.read_sigma, cells.read_variance), ReadNoise(cells.read_sigma, cells.reference_variance)]
    if conditions.floor:
        thermal, shot = floor_per_conductance(
            full_scale,
            bandwidth_hz=conditions.bandwidth_hz,
            temperature_k=conditions.temperature_k,
            volts=conditions.read_voltage_v,
        )
        to_weight = np.float32(cells.to_weight**2 / (conditions.g_max_us * 1e-6))
        sides = [
            replace(reads, total=None if total is None else total * to_weight, thermal=thermal, shot=shot)
            for reads, total in zip(sides, cells.total_conductance(), strict=True)
        ]
    own, reference = sides
    return own if cells.shared is None else replace(own, shared=SharedReads(reference, cells.shared))


def _combined(slices: Sequence[ProgrammedSlice]) -> ProgrammedSlice:
    """Return the sum of the slices, weighted by their shares, as one slice."""
    if len(slices) == 1:
        return slices[0]
    weights = sum(np.float32(programmed_slice.share) * programmed_slice.weights for programmed_slice in slices)
    return ProgrammedSlice(
        np.asarray(weights), combined_noise([(programmed_slice.reads, programmed_slice.share) for programmed_slice in slices])
    )
