"""What is converted on its own: a tile of rows of a bit slice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.converters import Adc, adc_of
from worker.crossbar.chip.pulses import Drive
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.parts import parts
from worker.crossbar.tools.products import columns_product
from worker.crossbar.tools.scratch import Scratch


@dataclass(frozen=True, eq=False)
class Conversion:
    """The weights (m, p) on some rows of a bit slice; their converted outputs count `share` times in those of the layer."""

    weights: Floats
    rows: slice
    adc: Adc | None
    """The converters of the outputs; None: outputs stay as they are."""
    share: float = 1.0
    slice_index: int = 0
    """Index of the slice, most significant bits first."""

    @cached_property
    def weights_in_steps(self) -> Floats:
        """The weights (m, p) for outputs in steps of the converters."""
        return self.weights if self.adc is None else self.weights * self.adc.scale

    def convert(self, outputs: Floats, *, weight: float = 1.0, total: Floats | None = None) -> None:
        """Convert outputs to what a pulse of this weight contributes, in place, and add that to `total` if it is given."""
        if self.adc is not None:
            np.multiply(outputs, self.adc.scale, out=outputs)
        self.convert_steps(outputs, weight=weight, total=total)

    def convert_steps(self, outputs: Floats, *, weight: float = 1.0, total: Floats | None = None) -> None:
        """Do what `convert` does with outputs that are in steps of the converters, products with `weights_in_steps`."""
        factor = np.float32(self.share * weight * (1.0 if self.adc is None else self.adc.step))
        for read, summed in parts(outputs, outputs if total is None else total):
            if self.adc is not None:
                self.adc.to_codes(read)
            np.multiply(read, factor, out=read)
            if total is not None:
                np.add(summed, read, out=summed)


def tiles_of_rows(
    weights: Floats, conditions: Conditions, full_scale: float, *, share: float = 1.0, slice_index: int = 0
) -> list[Conversion]:
    """Return the conversions of a slice's weights (m, p), a tile of rows each; `full_scale` is that of their converters."""
    bits, rows = conditions.adc_bits, conditions.rows
    adc = None if bits is None else adc_of(bits, full_scale, conditions.adc_levels)
    tiles = [slice(start, start + rows) for start in range(0, len(weights), rows)]
    return [Conversion(weights[tile], tile, adc, share, slice_index) for tile in tiles]


def converted_sum(conversions: Sequence[Conversion], applied: Drive, total: Floats, scratch: Scratch) -> Floats:
    """Write the sum of all conversions (p, n) to `total`, reads without noise of inputs (m, n), and return it."""
    read, buffer = total, scratch.floats("read", *total.shape)
    for conversion in conversions:
        weights = conversion.weights_in_steps.T
        for pulse, weight in enumerate(applied.weights):
            columns_product(weights, applied.pulse(pulse, conversion.rows, scratch), out=read)
            conversion.convert_steps(read, weight=weight, total=None if read is total else total)
            read = buffer
    return total
