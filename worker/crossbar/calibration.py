"""Full scales of converters, from what the ideal chip does with calibration images."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from worker.crossbar.array import Ranges
from worker.crossbar.cells import Chip
from worker.crossbar.conditions import Conditions
from worker.crossbar.conductances import clipped, largest
from worker.crossbar.core import Core, held_by
from worker.crossbar.inference import Observer
from worker.crossbar.layers import Floats

ShowIdeal = Callable[[Observer], None]
"""Lets an observer see every multiplication of the ideal chip on the calibration images."""


def full_scales(
    show: ShowIdeal,
    weights: Mapping[int, Floats],
    biases: Mapping[int, Floats],
    conditions: Conditions,
    ranges: Mapping[int, Ranges],
) -> dict[int, list[float]]:
    """Of each layer, for the output converters of each of its slices, by the setting's `adc_range`.

    fixed: the most that an array can give, all of its rows with every input and every weight at its largest.
    calibrated: the percentile of |outputs| of every tile and pulse on the calibration images, of which the largest counts.
    """
    ideal = {index: _ideal(own, biases.get(index), conditions, ranges[index]) for index, own in weights.items()}
    if conditions.adc_range == "fixed":
        return {
            index: [_most(core, weights[index], biases.get(index), conditions)] * len(core.parts) for index, core in ideal.items()
        }
    found = {index: [0.0] * len(core.parts) for index, core in ideal.items()}

    def observe(index: int, inputs: Floats, _outputs: Floats) -> None:
        places = {id(part): place for place, part in enumerate(ideal[index].parts)}
        for part, _weight, outputs in ideal[index].conversions(inputs, None):
            place = places[id(part)]
            seen = float(np.percentile(np.abs(outputs), conditions.adc_percentile))
            found[index][place] = max(found[index][place], seen)

    show(observe)
    return found


def _ideal(weights: Floats, bias: Floats | None, conditions: Conditions, ranges: Ranges) -> Core:
    """The layer's slices and pulses, without anything that goes wrong."""
    serial = conditions.input_encoding == "bit_serial"
    bare = Conditions(
        weight_bits=conditions.weight_bits if conditions.cell_bits else None,
        cell_bits=conditions.cell_bits,
        dac_bits=conditions.dac_bits if serial else None,
        input_encoding=conditions.input_encoding,
        rows=conditions.rows,
        weight_percentile=conditions.weight_percentile,
    )
    return held_by(weights, bare, Chip(0, 0, 0), bias=bias, ranges=ranges)


def _most(core: Core, weights: Floats, bias: Floats | None, conditions: Conditions) -> float:
    within = clipped(weights if bias is None else np.concatenate([weights, bias[None]]), conditions.weight_percentile)
    rows = min(conditions.rows, len(within))
    return rows * largest(within) * (core.ranges.inputs if core.ranges else 0.0)
