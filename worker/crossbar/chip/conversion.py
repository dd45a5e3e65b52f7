"""What is converted on its own: a tile of rows of a bit slice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.converters import adc
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.parts import parts


@dataclass(frozen=True, eq=False)
class Conversion:
    """The weights (m, p) on some rows of a bit slice; their converted outputs count `share` times in those of the layer."""

    weights: Floats
    rows: slice
    full_scale: float
    """Full scale of the converters, in the unit of the outputs."""
    share: float = 1.0
    slice_index: int = 0
    """Index of the slice, most significant bits first."""

    def convert(self, outputs: Floats, conditions: Conditions, *, weight: float = 1.0, total: Floats | None = None) -> None:
        """Convert outputs to what a pulse of this weight contributes, in place, and add that to `total` if it is given."""
        bits, factor = conditions.adc_bits, np.float32(self.share * weight)
        assert bits is not None
        for read, summed in parts(outputs, outputs if total is None else total):
            adc(read, bits, self.full_scale, conditions.adc_levels)
            if factor != 1:
                np.multiply(read, factor, out=read)
            if total is not None:
                np.add(summed, read, out=summed)


def tiles_of_rows(weights: Floats, rows: int, full_scale: float, *, share: float = 1.0, slice_index: int = 0) -> list[Conversion]:
    """Return the conversions of weights (m, p) of which at most so many rows lie on one tile."""
    tiles = [slice(start, start + rows) for start in range(0, len(weights), rows)]
    return [Conversion(weights[tile], tile, full_scale, share, slice_index) for tile in tiles]
