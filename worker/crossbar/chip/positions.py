"""Reads of one crossbar at many positions of a kernel, whose inputs are converted once for a whole layer.

Patches overlap: a pixel below a 3 x 3 kernel is in nine of them. What happens to inputs one by one, DAC and pulses, is therefore
done before patches are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from worker.crossbar.chip.array import Crossbar
from worker.crossbar.chip.pulses import Drive
from worker.crossbar.layers.patches import Patches
from worker.crossbar.layers.window import Window
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

READ_VALUES = 1 << 16
"""Outputs that are read, converted and added at a time."""


@dataclass(frozen=True, eq=False)
class DrivenPositions:
    """A crossbar without read noise, driven by the values (rows, columns, channels, n) of one layer."""

    crossbar: Crossbar
    applied: Drive
    kernel: Window
    scratch: Scratch

    @classmethod
    def of(cls, crossbar: Crossbar, values: Floats, kernel: Window, scratch: Scratch) -> DrivenPositions:
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
        weights = self.applied.weights
        windows = self._windows(0, rows, pool)
        # Some rows of windows at a time, whose outputs stay in the cache until they are converted and added.
        at_a_time = max(1, READ_VALUES // max(1, out[0, 0, 0].size))
        row_parts = [slice(top, top + at_a_time) for top in range(0, out.shape[2], at_a_time)]
        places = list(product(range(pool), range(pool), row_parts))
        buffer = self.scratch.floats("read", out[0, 0, :at_a_time].size)
        for number, conversion in enumerate(self.crossbar.conversions):
            for pulse, weight in enumerate(weights):
                if len(weights) > 1 and (number or pulse):
                    windows = self._windows(pulse, rows, pool)
                driven = windows[..., conversion.rows, :]
                first = not (number or pulse)
                for place in places:
                    total = out[place]
                    read = total if first else buffer[: total.size].reshape(total.shape)
                    np.matmul(conversion.weights_in_steps.T, driven[place], out=read)
                    conversion.convert_steps(read, weight=weight, total=None if first else total)

    def _windows(self, pulse: int, rows: slice, pool: int) -> Floats:
        return Patches.of(self.applied.pulse(pulse, rows, self.scratch), self.kernel, pool, self.scratch).windows
