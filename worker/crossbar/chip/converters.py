"""Digital to analog at the rows, analog to digital at the columns."""

from __future__ import annotations

import numpy as np

from worker.crossbar.tools.arrays import Floats


def dac(inputs: Floats, bits: int, full_scale: float, *, signed: bool = False) -> Floats:
    """Inputs on 2**bits levels from 0 (signed: from -full_scale) to full_scale; what lies outside is clipped."""
    if full_scale <= 0:
        return inputs
    if signed:
        return adc(inputs.copy(), bits, full_scale)
    step = np.float32(full_scale / (2**bits - 1))
    levels: Floats = np.rint(np.clip(inputs, 0, np.float32(full_scale)) / step) * step
    return levels


def adc(outputs: Floats, bits: int, full_scale: float) -> Floats:
    """Outputs on 2**bits levels from -full_scale to full_scale, converted in place; what lies outside is clipped."""
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
    """The same with 2**bits - 1 levels, one of them 0, where many outputs are 0 and their sum must be 0 too.

    A slice of weights or a pulse of inputs is often empty; half a step for each would add up. One bit has no level to spare.
    """
    if bits == 1 or full_scale <= 0:
        return adc(outputs, bits, full_scale)
    step = np.float32(full_scale / (2 ** (bits - 1) - 1))
    np.clip(outputs, np.float32(-full_scale), np.float32(full_scale), out=outputs)
    outputs /= step
    np.rint(outputs, out=outputs)
    outputs *= step
    return outputs
