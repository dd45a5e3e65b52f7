"""Bit slicing: weights whose bits are spread over several devices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class Slice:
    """Some bits of a layer's weights: `weights` (m, p) fill [-w_max, w_max] and contribute `share` times to the layer's."""

    weights: Floats
    share: float


def slice_weights(weights: Floats, w_max: float, weight_bits: int | None, cell_bits: int | None) -> list[Slice]:
    """Return the bit slices of weights (m, p) that lie on the levels of `weight_bits`, most significant bits first.

    A weight consists of a sign and weight_bits - 1 bits of magnitude, which are cut into slices of cell_bits (the most
    significant one may have fewer); each slice is a signed number on devices of its own. Shares sum to 1. If each slice has an
    independent error of standard deviation s, the weight has s * sqrt(sum of share^2), which tends to s / sqrt(3) for one bit
    in each slice.
    """
    magnitude = 0 if weight_bits is None else weight_bits - 1
    if cell_bits is None or magnitude <= cell_bits or w_max == 0:
        return [Slice(weights, 1.0)]
    levels = 2**magnitude - 1
    numbers = np.rint(weights / np.float32(w_max) * np.float32(levels)).astype(np.int32)
    signs, magnitudes = np.sign(numbers), np.abs(numbers)
    slices = []
    for low in range((magnitude - 1) // cell_bits * cell_bits, -1, -cell_bits):
        largest = 2 ** min(cell_bits, magnitude - low) - 1
        digits = signs * (magnitudes >> low & largest)
        slices.append(Slice((digits * np.float32(w_max / largest)).astype(np.float32), 2**low * largest / levels))
    return slices
