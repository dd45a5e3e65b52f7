"""Converters: digital to analog at the rows, analog to digital at the columns."""

from __future__ import annotations

from typing import Literal

import numpy as np

from worker.crossbar.tools.arrays import Floats

Levels = Literal["mid_tread", "mid_rise"]
"""Where a signed converter has its levels: one of them at 0 ("mid_tread"), or 0 halfway between two ("mid_rise")."""
LARGEST = float(np.finfo(np.float32).max)
"""The largest number of 32 bits."""


def dac(inputs: Floats, bits: int, full_scale: float, *, signed: bool = False) -> Floats:
    """Return inputs of any shape on the levels of a DAC, as a new array; what lies outside its range is clipped.

    There are 2**bits levels from 0 to full_scale or, if `signed`, 2**bits - 1 levels from -full_scale to full_scale, one of
    which is 0: a sign and bits - 1 bits of magnitude. Inputs are returned as they are if the full scale is 0.
    """
    if signed:
        return adc(inputs.copy(), bits, full_scale)
    if full_scale <= 2**bits / LARGEST:
        return inputs
    step = np.float32(full_scale / (2**bits - 1))
    levels: Floats = np.rint(np.clip(inputs, 0, np.float32(full_scale)) / step) * step
    return levels


def adc(outputs: Floats, bits: int, full_scale: float, levels: Levels = "mid_tread") -> Floats:
    """Round signed outputs of any shape to evenly spaced levels from -full_scale to full_scale, in place, and return them.

    mid_tread: 2**bits - 1 levels, one of which is 0, so that what is 0 stays 0. mid_rise: 2**bits levels, none of which is 0,
    as CrossSim's QuantizerADC. One bit has no level to spare for 0 and gives the sign, -full_scale or full_scale, in both.
    Values outside are clipped. Outputs are returned as they are if the full scale is 0.
    """
    top = largest_code(bits, levels)
    if full_scale <= top / LARGEST:  # 0, or denormal numbers, which have no finer steps than their own
        return outputs
    outputs *= np.float32(top / full_scale)
    np.clip(outputs, np.float32(-top), np.float32(top), out=outputs)
    if top % 1:
        outputs += np.float32(top)
        np.rint(outputs, out=outputs)
        outputs -= np.float32(top)
    else:
        np.rint(outputs, out=outputs)
    outputs *= np.float32(full_scale / top)
    return outputs


def largest_code(bits: int, levels: Levels) -> float:
    """Return the full scale of a signed converter in steps between its levels: a whole number if 0 is one of the levels."""
    return float(2 ** (bits - 1) - 1) if levels == "mid_tread" and bits > 1 else (2**bits - 1) / 2
