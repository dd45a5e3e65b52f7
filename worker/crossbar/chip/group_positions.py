"""Reads of a crossbar in groups at many positions of a kernel, all groups at the same time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from worker.crossbar.chip.array import Array
from worker.crossbar.chip.group_products import GroupProducts
from worker.crossbar.chip.groups import Grouped
from worker.crossbar.chip.pulses import Drive
from worker.crossbar.layers.window import Margins, Window
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals


@dataclass(frozen=True, eq=False)
class GroupPositions:
    """A crossbar in groups, driven by the values (rows, columns, channels, n) of one layer.

    Its reads have noise only if it has one error for each weight.
    """

    crossbar: Grouped
    noise: Normals | None
    applied: Drive
    shape: tuple[int, ...]
    """Shape of these values, which lack the margins of the kernel."""
    kernel: Window
    scratch: Scratch
    _products: dict[str, GroupProducts] = field(default_factory=dict)

    @classmethod
    def of(cls, crossbar: Grouped, noise: Normals | None, values: Floats, kernel: Window, scratch: Scratch) -> GroupPositions:
        """Return the positions for values that are not converted yet; use them before the next drive."""
        applied = crossbar.drive(values) if crossbar.converts_each_read else Drive((1.0,), crossbar.drive_at_once(values))
        return cls(crossbar, noise, applied, values.shape, kernel, scratch)

    def read(self, rows: slice, pool: int, out: Floats) -> None:
        """Write the outputs for the patches of these rows of values to `out` (..., p, n), ordered as `Patches.windows`."""
        if pool == 1:
            self._read(rows, out[0, 0])
            return
        down, across = out.shape[2] * pool, out.shape[3] * pool
        places = self.kernel.places(rows.stop - rows.start, self.shape[1] + sum(self.kernel.lacking[1]))
        natural = self.scratch.floats("places of groups", *places, *out.shape[4:])
        self._read(rows, natural)
        windows = natural[:down, :across].reshape(down // pool, pool, across // pool, pool, *out.shape[4:])
        out[...] = windows.transpose(1, 3, 0, 2, 4, 5)

    def _read(self, every: slice, out: Floats) -> None:
        """Write the outputs (rows, columns, p, n) of rows with their margins in their natural order."""
        (above, _below), sides = self.kernel.lacking
        start, stop = (min(max(row - above, 0), self.shape[0]) for row in (every.start, every.stop))
        rows, margin = slice(start, stop), max(min(above, every.stop) - every.start, 0)
        lacking = (margin, every.stop - every.start - margin - (stop - start)), sides
        if self.crossbar.converts_each_read:
            self._convert(rows, lacking, out)
        else:
            values = self.applied.pulse(0, rows, self.scratch)
            self._product("sum", self.crossbar.sum_weights).write(values, lacking, out)
            self._add_noise(values, lacking, out, None)
        if self.crossbar.factors is not None:
            out *= self.crossbar.factors[:, None]

    def _convert(self, rows: slice, lacking: Margins, out: Floats) -> None:
        """Write the sum of all conversions to `out`."""
        first = True
        for number, conversion in enumerate(self.crossbar.conversions):
            product = self._product(f"conversion {number}", conversion.weights, conversion.rows)
            for pulse, weight in enumerate(self.applied.weights):
                read = out if first else self.scratch.floats("read", *out.shape)
                values = self.applied.pulse(pulse, rows, self.scratch)
                product.write(values, lacking, read)
                self._add_noise(values, lacking, read, conversion.rows)
                conversion.convert(read, weight=weight, total=None if first else out)
                first = False

    def _add_noise(self, values: Floats, lacking: Margins, out: Floats, rows: slice | None) -> None:
        """Add the noise of a read of some of the rows, or of all; all columns of a group may have one variance."""
        array = self.crossbar.whole
        if self.noise is None or array.is_noiseless or not isinstance(array, Array):
            return
        squares = np.square(values, out=self.scratch.floats("squares", *values.shape))
        groups, (down, across, outputs, count) = self.crossbar.groups, out.shape

        def std_of(name: str, variance: Floats) -> Floats:
            """Return the standard deviations (rows, columns, outputs, n) of what has this variance for each weight."""
            std = self.scratch.floats(f"std, {name}", down, across, variance.shape[1], count)
            own = variance if rows is None else variance[rows]
            self._product(f"{name}, {rows}", own, rows).write(squares, lacking, std)
            return np.sqrt(np.maximum(std, 0, out=std), out=std)

        if array.read_variance is None:
            std = std_of("norms", np.ones((len(array.weights), groups), np.float32))
            std *= np.float32(array.read_sigma)
        else:
            std = std_of("variance", array.read_variance)
        by_group = std.reshape(-1, groups, std.shape[-2] // groups, count)
        array.add_noise(out.reshape(-1, groups, outputs // groups, count), by_group, self.noise)
        if array.reference is not None:
            variance, references = array.reference.noise.of_squares, -(-outputs // array.reference.columns)
            if variance is None:
                std = np.repeat(std, references // groups, axis=-2)
            else:
                std = std_of("reference", variance)
            array.reference.subtract(out, std, self.noise)

    def _product(self, name: str, weights: Floats, rows: slice | None = None) -> GroupProducts:
        """Return the products with weights on some of the rows, or on all of them; made once, and kept by name."""
        if name not in self._products:
            count = len(self.crossbar.sum_weights)
            if rows is not None and len(weights) < count:
                of_all = np.zeros((count, weights.shape[1]), np.float32)
                of_all[rows] = weights
                weights = of_all
            self._products[name] = GroupProducts(weights, self.crossbar.groups, self.kernel, self.scratch)
        return self._products[name]
