"""Full scales of converters and statistics of inputs, from the ideal network on calibration images."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from worker.crossbar.chip.array import Ranges
from worker.crossbar.chip.cells import SliceId
from worker.crossbar.chip.conditions import FULL_SCALE, Conditions, defaults
from worker.crossbar.chip.conductances import max_magnitude, stored_on_array
from worker.crossbar.chip.core import Core, analog_biases, program_core
from worker.crossbar.chip.groups import Grouped, ideal_arrays, product_of_groups
from worker.crossbar.layers import Network
from worker.crossbar.simulate.blocks import blocks, calibration_block_size
from worker.crossbar.simulate.images import images_to_calibrate_for, leaves_range
from worker.crossbar.simulate.inference import ForwardPass, Observer, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

PERCENTILE = 99.9
"""Percentage of calibration outputs that the full scale of an `Array`'s ADC covers; rare large outputs would cost resolution.

It is computed for every block of images, and the largest result is taken.
"""


class Calibration:
    """Full scales of the converters of one network, for its weights (m, p) by layer index. Results are cached.

    `images` (n, height, width, channels) may be None as long as no result needs them.
    """

    def __init__(self, network: Network, weights: Mapping[int, Floats], images: Floats | None, scratch: Scratch) -> None:
        """Keep network, weights and images; nothing is computed yet."""
        self._network = network
        self._weights = weights
        self._images = images
        self._scratch = scratch
        self._ranges: dict[Hashable, dict[int, Ranges]] = {}
        self._scales: dict[Hashable, dict[int, list[float]]] = {}

    def ranges(self, conditions: Conditions) -> Mapping[int, Ranges]:
        """Return the full scales of each layer's converters by layer index, for the layers whose conditions need them.

        Raises ValueError without calibration images.
        """
        own = {index: conditions.own(index) for index in self._weights}
        return {index: self._ranges_of(layer)[index] for index, layer in own.items() if _needs_ranges(layer)}

    def _ranges_of(self, conditions: Conditions) -> Mapping[int, Ranges]:
        """Return the full scales of all layers where all have the same conditions."""
        key = (conditions.rows, *_noise_out_of_range(conditions))
        if key not in self._ranges:
            self._ranges[key] = self._compute_ranges(conditions)
        return self._ranges[key]

    def full_scales(self, conditions: Conditions) -> Mapping[int, Sequence[float]]:
        """Return the full scales of the output converters of each layer's bit slices, by layer index, where they are needed.

        They are needed in layers whose devices are simulated one by one. With `adc_range` "fixed", a full scale is the largest
        output that an array can give: all of its rows, used or not, with the largest input and the largest weight. With
        "manual", it is `adc_full_scale` times the largest input and the largest weight. With "calibrated", it is the
        `adc_percentile` of |outputs| of every tile and pulse, of which the largest is taken. Raises ValueError without
        calibration images.
        """
        own = {index: conditions.own(index) for index in self._weights}
        return {
            index: self._full_scales_of(layer)[index]
            for index, layer in own.items()
            if layer.adc_bits is not None and not layer.one_error_per_weight
        }

    def _full_scales_of(self, conditions: Conditions) -> Mapping[int, Sequence[float]]:
        """Return the full scales of all layers where all have the same conditions."""
        key = (*(getattr(conditions, name) for name in defaults(FULL_SCALE)), *_noise_out_of_range(conditions))
        if key not in self._scales:
            self._scales[key] = self._compute_full_scales(conditions)
        return self._scales[key]

    def input_statistics(self) -> dict[int, tuple[float, float]]:
        """Return, by layer index, the mean of |x| over the largest |x|, and the share of inputs that are not 0.

        Raises ValueError without calibration images.
        """
        totals = {index: np.zeros(3) for index in self._weights}  # sum of |x|, values that are not 0, values
        largest = dict.fromkeys(self._weights, 0.0)

        def observe(index: int, inputs: Floats, _outputs: Floats) -> None:
            magnitudes = np.abs(inputs)
            totals[index] += np.array(
                [magnitudes.sum(dtype=np.float64), np.count_nonzero(magnitudes), magnitudes.size], np.float64
            )
            largest[index] = max(largest[index], float(magnitudes.max(initial=0.0)))

        self._observe_ideal(observe, Conditions())
        return {
            index: (float(total / count / largest[index]) if largest[index] else 0.0, float(nonzero / count))
            for index, (total, nonzero, seen) in totals.items()
            for count in (seen / self._network.weighted[index].reads_per_drive,)
        }

    def _compute_ranges(self, conditions: Conditions) -> dict[int, Ranges]:
        rows = conditions.rows
        largest_input: dict[int, float] = dict.fromkeys(self._weights, 0.0)
        signed = dict.fromkeys(self._weights, False)
        sums: dict[int, list[float]] = {index: [] for index in self._weights}

        def observe(index: int, inputs: Floats, outputs: Floats) -> None:
            lowest, highest = float(inputs.min(initial=0.0)), float(inputs.max(initial=0.0))
            largest_input[index] = max(largest_input[index], highest, -lowest)
            signed[index] |= lowest < 0  # a gated cell's state, or pixels with noise that is not clipped
            weights, groups = self._weights[index], self._network.weighted[index].groups
            for start in range(0, len(weights), rows):
                tile = slice(start, start + rows)
                tile_outputs = outputs if len(weights) <= rows else product_of_groups(weights, inputs, tile, groups)
                sums[index].append(float(np.percentile(np.abs(tile_outputs), PERCENTILE)))

        self._observe_ideal(observe, conditions)
        return {
            index: Ranges(inputs=largest_input[index], outputs=max(sums[index]), signed=signed[index]) for index in self._weights
        }

    def _compute_full_scales(self, conditions: Conditions) -> dict[int, list[float]]:
        biases, ranges = analog_biases(self._network, conditions), self.ranges(conditions)
        ideal = {
            index: _ideal_core(weights, biases.get(index), conditions, ranges[index]) for index, weights in self._weights.items()
        }
        if conditions.adc_range != "calibrated":
            per_unit = conditions.rows if conditions.adc_range == "fixed" else conditions.adc_full_scale
            return {
                index: [(per_unit or 0.0) * _largest_product(core, self._weights[index], biases.get(index), conditions)]
                * len(core.slices)
                for index, core in ideal.items()
            }
        full_scales = {index: [0.0] * len(core.slices) for index, core in ideal.items()}

        def observe(index: int, inputs: Floats, _outputs: Floats) -> None:
            groups = self._network.weighted[index].groups
            if groups > 1:
                reads = Grouped(ideal[index], groups).reads(inputs)
            else:
                reads = ((conversion, outputs) for conversion, _weight, outputs in ideal[index].reads(inputs, None))
            for conversion, outputs in reads:
                percentile = float(np.percentile(np.abs(outputs), conditions.adc_percentile))
                scales, place = full_scales[index], conversion.slice_index
                scales[place] = max(scales[place], percentile)

        self._observe_ideal(observe, conditions)
        return full_scales

    def _observe_ideal(self, observe: Observer, conditions: Conditions) -> None:
        """Let an observer see every multiplication of the ideal network on the calibration images.

        They have the test-set noise of the conditions where that leaves the range of clean images.
        """
        if self._images is None:
            raise ValueError("converters, iv_nonlinearity, the noise floor and statistics of inputs need calibration images")
        arrays = ideal_arrays(self._network, self._weights)
        for block in blocks(images_to_calibrate_for(self._images, conditions), calibration_block_size(self._network)):
            infer(self._network, block, ForwardPass(arrays, self._scratch, observe=observe))


def _needs_ranges(conditions: Conditions) -> bool:
    converts = conditions.adc_bits is not None or conditions.dac_bits is not None
    return converts or conditions.floor or bool(conditions.iv_nonlinearity)


def _ideal_core(weights: Floats, bias: Floats | None, conditions: Conditions, ranges: Ranges) -> Core:
    """Return a layer's bit slices and input pulses on ideal devices."""
    serial = conditions.input_encoding == "bit_serial"
    ideal_conditions = Conditions(
        weight_bits=conditions.weight_bits if conditions.splits_weights else None,
        cell_bits=conditions.cell_bits if conditions.splits_weights else None,
        dac_bits=conditions.dac_bits if serial else None,
        input_encoding=conditions.input_encoding,
        rows=conditions.rows,
        weight_percentile=conditions.weight_percentile,
        scaling=conditions.scaling,
    )
    return program_core(weights, ideal_conditions, SliceId(0, 0, 0), bias=bias, ranges=ranges)


def _noise_out_of_range(conditions: Conditions) -> tuple[Hashable, ...]:
    """Return what identifies test-set noise that leaves the range of clean images; empty for none."""
    return (conditions.image_noise, conditions.image_noise_level) if leaves_range(conditions) else ()


def _largest_product(core: Core, weights: Floats, bias: Floats | None, conditions: Conditions) -> float:
    """Return w_max x_max, the most that one row adds to an output, in the unit of the outputs."""
    stored = stored_on_array(weights, bias, conditions.weight_percentile, conditions.scaling)
    return max_magnitude(stored.weights) * (core.ranges.inputs if core.ranges else 0.0)
