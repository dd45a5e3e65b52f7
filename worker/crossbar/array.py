"""One programmed crossbar: from input voltages to converted outputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.conditions import Conditions
from worker.crossbar.converters import adc, dac
from worker.crossbar.layers import Floats
from worker.crossbar.streams import normals


@dataclass(frozen=True)
class Ranges:
    """Full scales of a layer's converters: inputs from 0 (signed: -`inputs`) to `inputs`, tile outputs from -`outputs` on."""

    inputs: float
    outputs: float
    signed: bool = False


@dataclass(frozen=True, eq=False)
class Array:
    """The weights (m, p) a chip holds for one layer, and how it is read."""

    weights: Floats
    read_sigma: float
    """Standard deviation of the weight error redrawn at every read, in units of the weight."""
    conditions: Conditions
    ranges: Ranges | None
    read_variance: Floats | None = None
    """Variance of each weight's own read error (m, p), where that depends on its conductances."""

    def multiply(self, inputs: Floats, generator: np.random.Generator | None, out: Floats | None = None) -> Floats:
        """One matrix-vector multiplication for each row of inputs (n, m): outputs (n, p)."""
        conditions = self.conditions
        if conditions.dac_bits is not None and self.ranges is not None:
            inputs = dac(inputs, conditions.dac_bits, self.ranges.inputs, signed=self.ranges.signed)
        if conditions.adc_bits is None or self.ranges is None:
            outputs = np.matmul(inputs, self.weights, out=out)
            return self._add_read_noise(outputs, inputs, generator, slice(None))
        # Every tile of rows has its own converters; their sum is digital.
        total: Floats | None = None
        for start in range(0, inputs.shape[1], conditions.rows):
            rows = slice(start, start + conditions.rows)
            part = inputs[:, rows]
            outputs = part @ self.weights[rows]
            outputs = adc(self._add_read_noise(outputs, part, generator, rows), conditions.adc_bits, self.ranges.outputs)
            total = outputs if total is None else total + outputs
        assert total is not None
        return total

    def _add_read_noise(self, outputs: Floats, inputs: Floats, generator: np.random.Generator | None, rows: slice) -> Floats:
        """Output-referred and exact in law.

        Independent weight errors of standard deviations s, redrawn for every vector x, move output j by a
        normal number of variance sum_i s_ij^2 x_i^2, which is s^2 ||x||^2 where all s are equal.
        """
        if generator is None or not (self.read_sigma or self.read_variance is not None):
            return outputs
        noise = normals(generator, outputs.shape)
        if self.read_variance is not None:
            noise *= np.sqrt(np.square(inputs) @ self.read_variance[rows])
        else:
            length = np.sqrt(np.einsum("ij,ij->i", inputs, inputs))
            noise *= (np.float32(self.read_sigma) * length)[:, None]
        outputs += noise
        return outputs
