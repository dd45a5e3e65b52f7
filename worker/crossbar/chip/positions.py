"""Reads of one crossbar at many positions of a kernel, whose inputs are converted once for a whole layer.

Patches overlap: a pixel below a 3 x 3 kernel is in nine of them. What happens to inputs one by one, DAC and pulses, is therefore
done before patches are made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.chip.array import Crossbar
from worker.crossbar.chip.pulses import Drive
from worker.crossbar.layers.patches import Patches
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch


@dataclass(frozen=True, eq=False)
class DrivenPositions:
    """A crossbar without read noise, driven by the values (rows, columns, channels, n) of one layer."""

    crossbar: Crossbar
    applied: Drive
    kernel: tuple[int, int]
    scratch: Scratch

    @classmethod
    def of(cls, crossbar: Crossbar, values: Floats, kernel: tuple[int, int], scratch: Scratch) -> DrivenPositions:
        """Return the positions for values that are not converted yet; use them before the next drive."""
        applied = crossbar.drive(values) if crossbar.converts_each_read else Drive((1.0,), crossbar.drive_at_once(values))
        return cls(crossbar, applied, kernel, scratch)

    def read(self, rows: slice, pool: int, out: Floats) -> None:
        """Write the outputs for the patches of these rows of values to `out` (..., p, n), ordered as `Patches.windows`."""
        if self.crossbar.converts_each_read:
            self._convert(rows, pool, out)
        else:
            np.matmul(self.crossbar.sum_weights.T, self._windows(0, rows, pool), out=out)
        if self.crossbar.factors is not None:
            out *= self.crossbar.factors[:, None]

    def _convert(self, rows: slice, pool: int, out: Floats) -> None:
        """Write the sum of all conversions to `out`."""
        conditions, weights = self.crossbar.conditions, self.applied.weights
        windows = self._windows(0, rows, pool)
        for number, conversion in enumerate(self.crossbar.conversions):
            for pulse, weight in enumerate(weights):
                if len(weights) > 1 and (number or pulse):
                    windows = self._windows(pulse, rows, pool)
                driven = windows[..., conversion.rows, :]
                # A row of windows at a time, whose outputs stay in the cache until they are converted and added.
                for place in np.ndindex(driven.shape[:3]):
                    total = out[place]
                    read = self.scratch.floats("read", *total.shape) if number or pulse else total
                    np.matmul(conversion.weights.T, driven[place], out=read)
                    conversion.convert(read, conditions, weight=weight, total=None if read is total else total)

    def _windows(self, pulse: int, rows: slice, pool: int) -> Floats:
        return Patches.of(self.applied.pulse(pulse, rows, self.scratch), self.kernel, pool, self.scratch).windows
