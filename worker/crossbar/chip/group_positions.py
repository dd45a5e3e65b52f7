"""Reads of a crossbar in groups at many positions of a kernel, all groups at the same time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from worker.crossbar.chip.array import Array
from worker.crossbar.chip.group_products import GroupProducts
from worker.crossbar.chip.groups import Grouped
from worker.crossbar.chip.pulses import Drive
from worker.crossbar.layers.window import Window
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
    columns: int
    """Columns of these values."""
    kernel: Window
    scratch: Scratch
    _products: dict[str, GroupProducts] = field(default_factory=dict)

    @classmethod
    def of(cls, crossbar: Grouped, noise: Normals | None, values: Floats, kernel: Window, scratch: Scratch) -> GroupPositions:
        """Return the positions for values that are not converted yet; use them before the next drive."""
        applied = crossbar.drive(values) if crossbar.converts_each_read else Drive((1.0,), crossbar.drive_at_once(values))
        return cls(crossbar, noise, applied, values.shape[1], kernel, scratch)

    def read(self, rows: slice, pool: int, out: Floats) -> None:
        """Write the outputs for the patches of these rows of values to `out` (..., p, n), ordered as `Patches.windows`."""
        if pool == 1:
            self._read(rows, out[0, 0])
            return
        down, across = out.shape[2] * pool, out.shape[3] * pool
        places = self.kernel.places(rows.stop - rows.start, self.columns)
        natural = self.scratch.floats("places of groups", *places, *out.shape[4:])
        self._read(rows, natural)
        windows = natural[:down, :across].reshape(down // pool, pool, across // pool, pool, *out.shape[4:])
        out[...] = windows.transpose(1, 3, 0, 2, 4, 5)

    def _read(self, rows: slice, out: Floats) -> None:
        """Write the outputs (rows, columns, p, n) in their natural order."""
        if self.crossbar.converts_each_read:
            self._convert(rows, out)
        else:
            values = self.applied.pulse(0, rows, self.scratch)
            self._product("sum", self.crossbar.sum_weights).write(values, out)
            self._add_noise(values, out, None)
        if self.crossbar.factors is not None:
            out *= self.crossbar.factors[:, None]

    def _convert(self, rows: slice, out: Floats) -> None:
        """Write the sum of all conversions to `out`."""
        first = True
        for number, conversion in enumerate(self.crossbar.conversions):
            product = self._product(f"conversion {number}", conversion.weights, conversion.rows)
            for pulse, weight in enumerate(self.applied.weights):
                read = out if first else self.scratch.floats("read", *out.shape)
                values = self.applied.pulse(pulse, rows, self.scratch)
                product.write(values, read)
                self._add_noise(values, read, conversion.rows)
                conversion.convert(read, weight=weight, total=None if first else out)
                first = False

    def _add_noise(self, values: Floats, out: Floats, rows: slice | None) -> None:
        """Add the noise of a read of some of the rows, or of all; all columns of a group may have one variance."""
        array = self.crossbar.whole
        if self.noise is None or array.is_noiseless or not isinstance(array, Array):
            return
        squares = np.square(values, out=self.scratch.floats("squares", *values.shape))
        groups, (*places, outputs, count) = self.crossbar.groups, out.shape
        if array.read_variance is None:
            std = self._std(squares, "norms", np.ones((len(array.weights), groups), np.float32), rows, places)
            std *= np.float32(array.read_sigma)
        else:
            std = self._std(squares, "variance", array.read_variance, rows, places)
        by_group = std.reshape(-1, groups, std.shape[-2] // groups, count)
        array.add_noise(out.reshape(-1, groups, outputs // groups, count), by_group, self.noise)
        if array.reference is not None:
            variance, references = array.reference.noise.of_squares, -(-outputs // array.reference.columns)
            if variance is None:
                std = np.repeat(std, references // groups, axis=-2)
            else:
                std = self._std(squares, "reference", variance, rows, places)
            array.reference.subtract(out, std, self.noise)

    def _std(self, squares: Floats, name: str, variance: Floats, rows: slice | None, places: list[int]) -> Floats:
        """Return the standard deviations (rows, columns, outputs, n) of what has this variance for each weight (m, outputs)."""
        std = self.scratch.floats(f"std, {name}", *places, variance.shape[1], squares.shape[-1])
        own = variance if rows is None else variance[rows]
        self._product(f"{name}, {rows}", own, rows).write(squares, std)
        return np.sqrt(np.maximum(std, 0, out=std), out=std)

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
