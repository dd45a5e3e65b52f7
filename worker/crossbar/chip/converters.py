"""Converters: digital to analog at the rows, analog to digital at the columns."""

from __future__ import annotations

import numpy as np

from worker.crossbar.tools.arrays import Floats


def dac(inputs: Floats, bits: int, full_scale: float, *, signed: bool = False) -> Floats:
    """Return inputs of any shape, rounded to 2**bits levels from 0 (signed: from -full_scale) to full_scale; others are clipped.

    Inputs are returned as they are if the full scale is 0.
    """
    if full_scale <= 0:
        return inputs
    if signed:
        return adc(inputs.copy(), bits, full_scale)
    step = np.float32(full_scale / (2**bits - 1))
    levels: Floats = np.rint(np.clip(inputs, 0, np.float32(full_scale)) / step) * step
    return levels


def adc(outputs: Floats, bits: int, full_scale: float) -> Floats:
    """Round outputs of any shape to 2**bits levels from -full_scale to full_scale, in place, and return them; others are clipped.

    Zero is not among the levels. Outputs are returned as they are if the full scale is 0.
    """
    if full_scale <= 0:
        return outputs
    step = np.float32(2 * full_scale / (2**bits - 1))
    low = np.float32(-full_scale)
    np.clip(outputs, low, np.float32(full_scale), out=outputs)
    outputs -= low
    outputs /= step
    np.rint(outputs, out=outputs)
    outputs *= step
    outputs += low
    return outputs


def adc_with_zero(outputs: Floats, bits: int, full_scale: float) -> Floats:
    """Round outputs to 2**bits - 1 levels from -full_scale to full_scale, one of which is 0, in place, and return them.

    For bit slices and pulses of input bits, many of which give an output of 0: half a step for each of them would add up. One
    bit has no level to spare for 0 and is converted as by `adc`.
    """
    if bits == 1 or full_scale <= 0:
        return adc(outputs, bits, full_scale)
    step = np.float32(full_scale / (2 ** (bits - 1) - 1))
    np.clip(outputs, np.float32(-full_scale), np.float32(full_scale), out=outputs)
    outputs /= step
    np.rint(outputs, out=outputs)
    outputs *= step
    return outputs
