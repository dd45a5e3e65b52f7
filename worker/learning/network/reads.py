"""How an array that learns is read: columns for the forward pass, rows for the backward pass, with noise and converters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.chip.converters import adc, dac
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Normals
from worker.learning.network.noise import ReadPool


@dataclass(frozen=True)
class Reads:
    """Settings of the reads, forward and backward; the default is perfect.

    Weights move all the time, so that no calibration holds for long: inputs of every read are scaled so that the largest drives
    its row fully (noise management), and the output converters have a fixed full scale. T. Gokmen et al., Front. Neurosci. 11,
    538 (2017).
    """

    noise: float = 0.0
    """Standard deviation of the error of a weight, redrawn at every read; a share of the window of the weights."""
    dac_bits: int | None = None
    """Resolution of what drives rows (or columns, backward); None: ideal."""
    adc_bits: int | None = None
    """Resolution of what is read; None: ideal."""
    bound: float = 20.0
    """Full scale of the output converters: so many largest weights (half a window each), driven fully."""

    @property
    def converts(self) -> bool:
        """Whether anything is converted."""
        return self.dac_bits is not None or self.adc_bits is not None


class Reader:
    """Weights (m, p) of an array, current at every read, and the noise of its reads in one direction."""

    is_plain = False

    def __init__(self, weights: Floats, window: float, reads: Reads, noise: ReadPool, *, rows: bool = False) -> None:
        """Read columns or, with `rows`, rows; `window` is the width of the window in weights."""
        self._matrix = weights if rows else weights.T
        self._reads, self._pool, self._window = reads, noise, window
        self._sigma = np.float32(reads.noise * window)

    @property
    def pool(self) -> ReadPool:
        """Where the noise comes from."""
        return self._pool

    def read(self, inputs: Floats) -> Floats:
        """Return outputs (p,) of one read for inputs (m,), or (p, n) for n reads of inputs (m, n); new arrays."""
        if self._reads.converts:
            return self._converted(inputs)
        outputs: Floats = self._matrix @ inputs
        return self._with_noise(outputs, inputs)

    def multiply(
        self, inputs: Floats, noise: Normals | None, *, out: Floats | None = None, product: Floats | None = None
    ) -> Floats:
        """Return the outputs as any multiplier of the engine does; the noise is that of the pool, `product` is ignored."""
        outputs = self.read(inputs)
        if out is None:
            return outputs
        out[...] = outputs
        return out

    def _with_noise(self, outputs: Floats, inputs: Floats) -> Floats:
        if self._sigma:
            # Errors of all weights, independent and of one deviation, add up to one number for each output, exactly in law.
            norms = np.sqrt(np.add.reduce(np.square(inputs), axis=0))
            outputs += self._pool.take(outputs.size).reshape(outputs.shape) * (self._sigma * norms)
        return outputs

    def _converted(self, inputs: Floats) -> Floats:
        largest = np.abs(inputs).max(axis=0)
        driven: Floats = np.divide(inputs, np.where(largest == 0, np.float32(1), largest), dtype=np.float32)
        if self._reads.dac_bits is not None:
            driven = dac(driven, self._reads.dac_bits, 1.0, signed=bool(driven.min() < 0))
        outputs = self._with_noise(self._matrix @ driven, driven)
        if self._reads.adc_bits is not None:
            adc(outputs, self._reads.adc_bits, self._reads.bound * self._window / 2)
        outputs *= largest
        return outputs
