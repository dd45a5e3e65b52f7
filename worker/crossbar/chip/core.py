"""One layer's arrays with everything around them: slices of bits, tiles, pulses for input bits, converters.

For conditions whose devices have to be looked at one by one; others are an `Array`. Vectors are columns, as there:
inputs (m, n), outputs (p, n). In here m may have one row more, that of the biases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from worker.crossbar.chip.array import Ranges
from worker.crossbar.chip.cells import Chip, between_wires, program
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conductances import largest, on_array
from worker.crossbar.chip.converters import adc, adc_with_zero
from worker.crossbar.chip.programming import to_levels
from worker.crossbar.chip.pulses import Pulse, pulses, summed
from worker.crossbar.chip.reading import Reads, floor_per_conductance, together
from worker.crossbar.chip.slices import sliced
from worker.crossbar.layers import Network
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Normals


@dataclass(frozen=True, eq=False)
class Part:
    """The devices of one slice: their weights (m, p), what a read adds, and the slice's share of the layer's weights."""

    weights: Floats
    reads: Reads
    share: float = 1.0
    full_scale: float = 0.0
    """Of its output converters."""


@dataclass(frozen=True, eq=False)
class Core:
    """A layer as a chip holds it, and how it is read."""

    parts: Sequence[Part]
    whole: Part
    """What the parts amount to together."""
    conditions: Conditions
    ranges: Ranges | None
    bias: Floats | None = None
    """Biases (p,) that lie on the array's last row. Whoever adds them digitally is given outputs less them."""

    @property
    def is_plain(self) -> bool:
        return False

    @property
    def weights(self) -> Floats:
        """(m, p), without the row of biases."""
        return self.whole.weights[:-1] if self._biased else self.whole.weights

    @property
    def read_sigma(self) -> float:
        return self.whole.reads.sigma

    @property
    def read_variance(self) -> Floats | None:
        """Variance of each weight's read error (m, p); None where all have that of `read_sigma`."""
        of_squares = self.whole.reads.of_squares
        if of_squares is None:
            return None
        return np.float32(self.read_sigma**2) + (of_squares[:-1] if self._biased else of_squares)

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
        """As every crossbar; a product that is known already is of no use here."""
        outputs = self._in_one(inputs, noise, out) if self.conditions.adc_bits is None else self._converted(inputs, noise, out)
        if self.bias is not None:
            outputs -= self.bias[:, None]
        return outputs

    def _converted(self, inputs: Floats, noise: Normals | None, out: Floats | None) -> Floats:
        bits = self.conditions.adc_bits
        assert bits is not None
        several = self.conditions.cell_bits is not None or self.conditions.input_encoding == "bit_serial"
        convert = adc_with_zero if several else adc
        total = np.empty((self.whole.weights.shape[1], inputs.shape[1]), np.float32) if out is None else out
        total[...] = 0
        for part, weight, outputs in self.conversions(inputs, noise):
            converted = convert(outputs, bits, part.full_scale)
            converted *= np.float32(part.share * weight)
            total += converted
        return total

    def conversions(self, inputs: Floats, noise: Normals | None) -> Iterator[tuple[Part, float, Floats]]:
        """What comes to the output converters one after another: of each slice, tile of rows and pulse (with its weight)."""
        drive = self._drive(inputs)
        for part in self.parts:
            for start in range(0, len(part.weights), self.conditions.rows):
                rows = slice(start, start + self.conditions.rows)
                for pulse in drive:
                    voltages = pulse.inputs[rows]
                    outputs = part.weights[rows].T @ voltages
                    if noise is not None and not part.reads.silent:
                        spread = part.reads.spread(np.square(voltages), np.abs(voltages), 1.0, rows)
                        outputs += spread * noise.next(outputs.shape)
                    yield part, pulse.weight, outputs

    def _in_one(self, inputs: Floats, noise: Normals | None, out: Floats | None) -> Floats:
        """Without output converters slices, tiles and pulses add up to one product, and their noise to one normal number."""
        drive = self._drive(inputs)
        voltages = summed(drive, lambda inputs: inputs, 1)
        outputs = np.matmul(self.whole.weights.T, voltages, out=out)
        reads = self.whole.reads
        if noise is not None and not reads.silent:
            squares, sizes = summed(drive, np.square, 2), summed(drive, np.abs, 2)
            spread = reads.spread(squares, sizes, sum(pulse.weight**2 for pulse in drive), slice(None))
            outputs += spread * noise.next(outputs.shape)
        return outputs

    def _drive(self, inputs: Floats) -> list[Pulse]:
        full_scale, signed = (self.ranges.inputs, self.ranges.signed) if self.ranges else (0.0, False)
        return pulses(inputs, self.conditions, full_scale, signed=signed, bias=self._biased)


def analog_biases(network: Network, conditions: Conditions) -> dict[int, Floats]:
    """Biases (p,) of each layer that has them on its array, by the layer's place."""
    if conditions.bias == "digital":
        return {}
    return {index: layer.bias_row() for index, layer in network.weighted.items()}


def held_by(
    weights: Floats,
    conditions: Conditions,
    chip: Chip,
    *,
    bias: Floats | None = None,
    ranges: Ranges | None = None,
    full_scales: Sequence[float] = (),
) -> Core:
    """A layer's weights (m, p) as a chip holds them, and its biases (p,) where they are to lie on one more row.

    `full_scales` are those of the slices' output converters. Raises LinAlgError where wires leave no solution.
    """
    within = on_array(weights, bias, conditions.weight_percentile)
    w_max, bits = largest(within), conditions.weight_bits
    parts = []
    for place, one in enumerate(sliced(to_levels(within, bits), w_max, bits, conditions.cell_bits)):
        cells = program(one.weights, w_max, conditions, replace(chip, part=place))
        reads = Reads(sigma=cells.read_sigma, of_squares=cells.read_variance)
        if conditions.floor:
            thermal, shot = floor_per_conductance(
                ranges.inputs if ranges else 0.0,
                bandwidth_hz=conditions.bandwidth_hz,
                temperature_k=conditions.temperature_k,
                volts=conditions.read_voltage_v,
            )
            total = cells.total() * np.float32(cells.to_weight**2 / (conditions.g_max_us * 1e-6))
            reads = replace(reads, total=total, thermal=thermal, shot=shot)
        scale = full_scales[place] if full_scales else 0.0
        parts.append(Part(between_wires(cells, conditions), reads, one.share, scale))
    return Core(parts, _whole(parts), conditions, ranges, bias)


def _whole(parts: Sequence[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    weights = sum(np.float32(part.share) * part.weights for part in parts)
    return Part(np.asarray(weights), together([(part.reads, part.share) for part in parts]))
