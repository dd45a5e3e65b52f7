"""Converters: digital to analog at the rows, analog to digital at the columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.parts import parts

Levels = Literal["mid_tread", "mid_rise"]
"""Where a signed converter has its levels: one of them at 0 ("mid_tread"), or 0 halfway between two ("mid_rise")."""
LARGEST = float(np.finfo(np.float32).max)
"""The largest number of 32 bits."""


def dac(inputs: Floats, bits: int, full_scale: float, *, signed: bool = False, out: Floats | None = None) -> Floats:
    """Return inputs of any shape on the levels of a DAC, in `out` or a new array; what lies outside its range is clipped.

    There are 2**bits levels from 0 to full_scale or, if `signed`, 2**bits - 1 levels from -full_scale to full_scale, one of
    which is 0: a sign and bits - 1 bits of magnitude. Inputs are returned as they are if the full scale is 0.
    """
    if not signed and full_scale <= 2**bits / LARGEST:
        return inputs
    converted = np.empty(inputs.shape, np.float32) if out is None else out
    if signed:
        converted[...] = inputs
        return adc(converted, bits, full_scale)
    step, high = np.float32(full_scale / (2**bits - 1)), np.float32(full_scale)
    for part, levels in parts(inputs, converted):
        part.clip(0, high, out=levels)
        np.divide(levels, step, out=levels)
        np.rint(levels, out=levels)
        np.multiply(levels, step, out=levels)
    return converted


def adc(outputs: Floats, bits: int, full_scale: float, levels: Levels = "mid_tread") -> Floats:
    """Round signed outputs of any shape to evenly spaced levels from -full_scale to full_scale, in place, and return them.

    mid_tread: 2**bits - 1 levels, one of which is 0, so that what is 0 stays 0. mid_rise: 2**bits levels, none of which is 0,
    as CrossSim's QuantizerADC. One bit has no level to spare for 0 and gives the sign, -full_scale or full_scale, in both.
    Values outside are clipped. Outputs are returned as they are if the full scale is 0.
    """
    converter = adc_of(bits, full_scale, levels)
    if converter is None:
        return outputs
    for (part,) in parts(outputs):
        np.multiply(part, converter.scale, out=part)
        converter.to_codes(part)
        np.multiply(part, np.float32(converter.step), out=part)
    return outputs


@dataclass(frozen=True)
class Adc:
    """An analog-to-digital converter: values times `scale` are codes from `low` to `top`, and codes times `step` values."""

    low: np.float32
    top: np.float32
    has_zero: bool
    """Whether 0 is one of the levels."""
    scale: np.float32
    step: float

    def to_codes(self, values: Floats) -> None:
        """Round values, in steps of the converter, to its codes, in place, all at once: few enough for the cache are fastest."""
        values.clip(self.low, self.top, out=values)
        if self.has_zero:
            np.rint(values, out=values)
        else:
            np.add(values, self.top, out=values)
            np.rint(values, out=values)
            np.subtract(values, self.top, out=values)


@lru_cache(maxsize=256)
def adc_of(bits: int, full_scale: float, levels: Levels) -> Adc | None:
    """Return the converter of this full scale, or None if that is 0: values then stay as they are."""
    top = largest_code(bits, levels)
    if full_scale <= top / LARGEST:  # 0, or denormal numbers, which have no finer steps than their own
        return None
    return Adc(np.float32(-top), np.float32(top), top % 1 == 0, np.float32(top / full_scale), full_scale / top)


def largest_code(bits: int, levels: Levels) -> float:
    """Return the full scale of a signed converter in steps between its levels: a whole number if 0 is one of the levels."""
    return float(2 ** (bits - 1) - 1) if levels == "mid_tread" and bits > 1 else (2**bits - 1) / 2
