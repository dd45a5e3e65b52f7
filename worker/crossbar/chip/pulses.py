"""How inputs are applied to the rows: as one voltage each, or as one pulse for each of their bits, one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.converters import dac
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class Pulse:
    """One read of the crossbar with these inputs (m, n) on its rows; the result counts `weight` times."""

    inputs: Floats
    weight: float


def pulses(inputs: Floats, conditions: Conditions, full_scale: float, *, signed: bool, bias: bool) -> list[Pulse]:
    """Return the reads that make up one multiplication of inputs (m, n), most significant bit first.

    With bit-serial inputs, x = full_scale * sum_b 2^b x_b / (2^B - 1). Signed inputs spend one bit on the sign, which reverses
    the voltage. `bias` adds a row of inputs that is always driven by 1.
    """
    bits = conditions.dac_bits
    if bits is None or full_scale <= 0:
        return [Pulse(_with_bias(inputs, bias), 1.0)]
    if conditions.input_encoding == "parallel":
        return [Pulse(_with_bias(dac(inputs, bits, full_scale, signed=signed), bias), 1.0)]
    magnitude = max(1, bits - 1) if signed else bits
    largest = 2**magnitude - 1
    low = -full_scale if signed else 0.0
    numbers = np.rint(np.clip(inputs, np.float32(low), np.float32(full_scale)) * np.float32(largest / full_scale))
    magnitudes, high = np.abs(numbers).astype(np.int32), np.copysign(np.float32(full_scale), numbers)
    return [Pulse(_with_bias((magnitudes >> bit & 1) * high, bias), 2**bit / largest) for bit in range(magnitude - 1, -1, -1)]


def weighted_sum(drive: Sequence[Pulse], function: Callable[[Floats], Floats], power: int) -> Floats:
    """Return the sum of weight**power * of(inputs) over all pulses: (m, n)."""
    total = function(drive[0].inputs)
    if len(drive) > 1:
        total = total * np.float32(drive[0].weight ** power)
        for pulse in drive[1:]:
            total += np.float32(pulse.weight**power) * function(pulse.inputs)
    return total


def _with_bias(inputs: Floats, bias: bool) -> Floats:
    """Return inputs (m, n) with a row of ones below them if `bias` is true."""
    return np.concatenate([inputs, np.ones((1, inputs.shape[1]), np.float32)]) if bias else inputs
