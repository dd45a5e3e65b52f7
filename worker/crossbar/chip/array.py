"""One programmed crossbar: from input voltages to converted outputs.

Vectors are columns here, one for each image or place of a kernel: inputs are (m, n), outputs (p, n). What is
done to a row of outputs then runs along memory, and a layer's outputs are the next one's inputs as they lie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Protocol

import numpy as np

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.converters import adc, dac
from worker.crossbar.layers.patches import Patches
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.products import columns_product
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals

NOISE_VALUES = 1 << 16
"""Numbers of read noise that are drawn, scaled and added at a time: few enough for a cache."""


@dataclass(frozen=True)
class Ranges:
    """Full scales of a layer's converters: inputs from 0 (signed: -`inputs`) to `inputs`, tile outputs from -`outputs` on."""

    inputs: float
    outputs: float
    signed: bool = False


class Multiplier(Protocol):
    """What inputs go through: a `Crossbar`, or those of several chips side by side."""

    @property
    def is_plain(self) -> bool:
        """Whether outputs are products and read noise, and nothing else: inputs that are 0 may then be left out."""

    def multiply(
        self,
        inputs: Floats,
        noise: Normals | None,
        *,
        out: Floats | None = None,
        product: Floats | None = None,
    ) -> Floats:
        """One matrix-vector multiplication for each column of inputs (m, n): outputs (p, n).

        `product` is weights.T @ inputs where the caller knows it already; it is overwritten. Outputs lie in
        `out` where it is given, else they may lie in `product`.
        """


class Crossbar(Multiplier, Protocol):
    """The weights a chip holds for one layer, and how they are read: an `Array`, or a `Core` of devices one by one."""

    @property
    def weights(self) -> Floats:
        """What inputs are multiplied by: (m, p)."""

    @property
    def read_sigma(self) -> float:
        """Standard deviation of the weight error redrawn at every read, in units of the weight."""

    @property
    def read_variance(self) -> Floats | None:
        """Variance of each weight's own read error (m, p), where that depends on its conductances."""


@dataclass(frozen=True, eq=False)
class Array:
    """The weights (m, p) a chip holds for one layer, and how it is read."""

    program: Callable[[], Floats]
    """Makes the weights when they are first asked for: where a product is known they may never be."""
    read_sigma: float
    """Standard deviation of the weight error redrawn at every read, in units of the weight."""
    conditions: Conditions
    ranges: Ranges | None
    read_variance: Floats | None = None
    """Variance of each weight's own read error (m, p), where that depends on its conductances."""
    scratch: Scratch = field(default_factory=Scratch, repr=False)

    @classmethod
    def of(
        cls,
        weights: Floats,
        read_sigma: float,
        conditions: Conditions,
        ranges: Ranges | None,
        *,
        read_variance: Floats | None = None,
        scratch: Scratch | None = None,
    ) -> Array:
        """One whose weights are there already."""
        return cls(lambda: weights, read_sigma, conditions, ranges, read_variance, scratch or Scratch())

    @cached_property
    def weights(self) -> Floats:
        """What inputs are multiplied by: (m, p)."""
        return self.program()

    def multiply(
        self,
        inputs: Floats,
        noise: Normals | None,
        *,
        out: Floats | None = None,
        product: Floats | None = None,
    ) -> Floats:
        """As every crossbar; of a plain array there may be inputs for the first rows only, and the others are off."""
        conditions = self.conditions
        if conditions.dac_bits is not None and self.ranges is not None:
            inputs = dac(inputs, conditions.dac_bits, self.ranges.inputs, signed=self.ranges.signed)
        if conditions.adc_bits is None or self.ranges is None:
            driven = slice(len(inputs))
            outputs = columns_product(self.weights[driven].T, inputs, out=out) if product is None else product
            return self._add_read_noise(outputs, inputs, noise, driven)
        # Every tile of rows has its own converters; their sum is digital.
        total: Floats | None = None
        for start in range(0, len(inputs), conditions.rows):
            rows = slice(start, start + conditions.rows)
            part = inputs[rows]
            outputs = self.weights[rows].T @ part
            outputs = adc(self._add_read_noise(outputs, part, noise, rows), conditions.adc_bits, self.ranges.outputs)
            total = outputs if total is None else np.add(total, outputs, out=total)
        assert total is not None
        if out is None:
            return total
        out[...] = total
        return out

    @property
    def is_plain(self) -> bool:
        return self.ranges is None or (self.conditions.adc_bits is None and self.conditions.dac_bits is None)

    def multiply_places(self, patches: Patches, noise: Normals | None, *, out: Floats) -> None:
        """Of a plain array, one read for every image at every place: outputs in `out`, (... places, p, n)."""
        np.matmul(self.weights.T, patches.each, out=out)
        if noise is not None and not self.is_silent:
            spread = self.spread(patches.squared(self.scratch).each, slice(None))
            places = out.reshape(-1, *out.shape[-2:])
            self.add_normals(places, spread.reshape(len(places), -1, out.shape[-1]), noise)

    def _add_read_noise(self, outputs: Floats, inputs: Floats, noise: Normals | None, rows: slice) -> Floats:
        """To outputs (p, n) of inputs (m, n), in place."""
        if noise is not None and not self.is_silent:
            self.add_normals(outputs, self.spread(np.square(inputs), rows), noise)
        return outputs

    @property
    def is_silent(self) -> bool:
        """Whether its reads are without noise."""
        return self.read_variance is None and not self.read_sigma

    def spread(self, squares: Floats, rows: slice) -> Floats:
        """Standard deviation of the outputs for squared inputs (..., m, n): (..., p, n), or (..., 1, n) if all have the same.

        Output-referred and exact in law: independent weight errors of standard deviations s, redrawn for every vector
        x, move output j by a normal number of variance sum_i s_ij^2 x_i^2, which is s^2 ||x||^2 where all s are equal.
        """
        if self.read_variance is not None:
            own: Floats = np.sqrt(np.matmul(self.read_variance[rows].T, squares))
            return own
        lengths: Floats = np.matmul(_ones(squares.shape[-2]), squares)
        np.sqrt(lengths, out=lengths)
        lengths *= np.float32(self.read_sigma)
        return lengths

    def add_normals(self, values: Floats, spread: Floats, noise: Normals) -> None:
        """Of standard deviations `spread`, which may have fewer rows; as many values at a time as the cache holds."""
        deep = max(1, NOISE_VALUES // values[0].size)
        for start in range(0, len(values), deep):
            some = slice(start, start + deep)
            drawn = noise.next(values[some].shape)
            drawn *= spread if len(spread) == 1 else spread[some]
            values[some] += drawn


@cache
def _ones(count: int) -> Floats:
    """(1, count)"""
    return np.ones((1, count), np.float32)
