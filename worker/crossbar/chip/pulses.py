"""How inputs are applied to the rows: as one voltage each, or as one pulse for each of their bits, one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.converters import dac
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.parts import parts
from worker.crossbar.tools.scratch import Scratch


@dataclass(frozen=True, eq=False)
class Pulse:
    """One read of the crossbar with these inputs (m, n) on its rows; the result counts `weight` times."""

    inputs: Floats
    weight: float


@dataclass(frozen=True, eq=False)
class Drive:
    """How inputs of any shape are applied to rows: element by element, so that those of a whole layer are converted at once.

    `weights` are those of the pulses, most significant bit first. A single pulse has `voltages`; of several, each is one bit of
    `magnitudes`, at a voltage of which `high` holds the bits: that of each input, or of all.
    """

    weights: Sequence[float]
    voltages: Floats | None = None
    magnitudes: NDArray[np.int32] | None = None
    high: NDArray[np.int32] | np.int32 | None = None

    def pulse(self, index: int, part: slice, scratch: Scratch) -> Floats:
        """Return the voltages of one pulse on part of the inputs, along their first axis; valid until the next pulse."""
        if self.magnitudes is None:
            assert self.voltages is not None
            return self.voltages[part]
        magnitudes = self.magnitudes[part]
        driven = scratch.floats("pulse", *magnitudes.shape)
        high = self.high[part] if isinstance(self.high, np.ndarray) else magnitudes
        bit = len(self.weights) - 1 - index
        # The bit becomes the sign, the sign fills the word, and the word lets all or nothing of the voltage through.
        for bits, voltage, out in parts(magnitudes, high, driven.view(np.int32)):
            np.left_shift(bits, np.int32(31 - bit), out=out)
            np.right_shift(out, np.int32(31), out=out)
            np.bitwise_and(out, voltage if isinstance(self.high, np.ndarray) else self.high, out=out)  # type: ignore[arg-type]
        return driven


def drive(inputs: Floats, conditions: Conditions, full_scale: float, *, signed: bool, scratch: Scratch) -> Drive:
    """Return how inputs of any shape are applied: the reads that make up one multiplication.

    With bit-serial inputs, x = full_scale * sum_b 2^b x_b / (2^B - 1). Signed inputs spend one bit on the sign, which reverses
    the voltage. It is stored in the scratch: use it before the next drive.
    """
    bits = conditions.dac_bits
    if bits is None or full_scale <= 0:
        return Drive((1.0,), inputs)
    driven = scratch.floats("driven", *inputs.shape)
    if conditions.input_encoding == "parallel":
        return Drive((1.0,), dac(inputs, bits, full_scale, signed=signed, out=driven))
    magnitude = max(1, bits - 1) if signed else bits
    largest = 2**magnitude - 1
    low, most, scale = np.float32(-full_scale if signed else 0.0), np.float32(full_scale), np.float32(largest / full_scale)
    signs = scratch.floats("driven, signs", *inputs.shape) if signed else driven
    for part, numbers, high in parts(inputs, driven, signs):
        part.clip(low, most, out=numbers)
        np.multiply(numbers, scale, out=numbers)
        np.rint(numbers, out=numbers)
        if signed:
            np.copysign(most, numbers, out=high)
        np.abs(numbers, out=numbers)
        numbers.view(np.int32)[...] = numbers  # each in its own place
    weights = [2**bit / largest for bit in range(magnitude - 1, -1, -1)]
    return Drive(weights, None, driven.view(np.int32), signs.view(np.int32) if signed else most.view(np.int32))


def pulses(inputs: Floats, conditions: Conditions, full_scale: float, *, signed: bool, bias: bool) -> list[Pulse]:
    """Return the reads that make up one multiplication of inputs (m, n), as `drive` does.

    `bias` adds a row of inputs that is always driven by 1.
    """
    applied = drive(inputs, conditions, full_scale, signed=signed, scratch=Scratch())
    return [
        Pulse(_with_bias(applied.pulse(index, slice(None), Scratch()), bias), weight)
        for index, weight in enumerate(applied.weights)
    ]


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
