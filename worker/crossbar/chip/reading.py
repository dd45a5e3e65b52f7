"""What one read adds to the outputs of an array: noise of its devices, referred to the output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from worker.crossbar.tools.arrays import Floats

BOLTZMANN = 1.380649e-23
ELEMENTARY_CHARGE = 1.602176634e-19


@dataclass(frozen=True, eq=False)
class Reads:
    """Variances of the normal number that is added to output j for an input vector x.

    sum_i (sigma^2 + of_squares_ij) x_i^2 + sum_i (shot |x_i| + thermal) total_ij. The first two are exact in law for
    normal noise of the weights. For telegraph noise, which has two states, mean and variance are exact and the normal
    shape is that of a sum of many (central limit theorem). Thermal noise is there without an input as well.
    """

    sigma: float = 0.0
    """Of every weight, in units of the weight."""
    of_squares: Floats | None = None
    """Variance of each weight's own (m, p), in units of the weight squared."""
    total: Floats | None = None
    """Conductances of a weight's devices together (m, p), times (weight / conductance)^2; with it come the next two."""
    thermal: float = 0.0
    shot: float = 0.0

    @property
    def silent(self) -> bool:
        return not self.sigma and self.of_squares is None and self.total is None

    def spread(self, squares: Floats, sizes: Floats, reads: float, rows: slice) -> Floats:
        """Standard deviation of the outputs: (p, n), or (1, n) where all outputs have the same.

        `squares` and `sizes` (m, n) are x^2 and |x| of the rows of a tile. Where several reads make up one result,
        they are sums with the squares of the reads' weights, and `reads` is the sum of these squares.
        """
        variance: Floats = np.float32(self.sigma**2) * squares.sum(axis=0, keepdims=True)
        if self.of_squares is not None:
            variance = variance + self.of_squares[rows].T @ squares
        if self.total is not None:
            total = self.total[rows]
            still = np.float32(self.thermal * reads) * total.sum(axis=0)[:, None]
            variance = variance + np.float32(self.shot) * (total.T @ sizes) + still
        return np.sqrt(variance)


def together(parts: Sequence[tuple[Reads, float]]) -> Reads:
    """Noise of sum share * part, of (part, share) that are read on their own."""
    first = parts[0][0]

    def added(name: str) -> Floats | None:
        found = [(getattr(reads, name), share) for reads, share in parts]
        return None if found[0][0] is None else sum(np.float32(share**2) * values for values, share in found)

    sigma = float(np.sqrt(sum((share * reads.sigma) ** 2 for reads, share in parts)))
    return Reads(sigma, added("of_squares"), added("total"), first.thermal, first.shot)


def thermal_per_siemens(bandwidth_hz: float, temperature_k: float) -> float:
    """Variance of the thermal current over its conductance, 4 k T bandwidth, in A^2/S.

    J. B. Johnson, H. Nyquist, Phys. Rev. 32, 97 and 110 (1928).
    """
    return 4 * BOLTZMANN * temperature_k * bandwidth_hz


def shot_per_ampere(bandwidth_hz: float) -> float:
    """Variance of the shot current over its mean, 2 q bandwidth, in A. W. Schottky, Ann. Phys. 362, 541 (1918)."""
    return 2 * ELEMENTARY_CHARGE * bandwidth_hz


def floor_per_conductance(full_scale: float, *, bandwidth_hz: float, temperature_k: float, volts: float) -> tuple[float, float]:
    """What makes thermal and shot noise of outputs from the total conductances: `thermal` and `shot` of Reads.

    V = volts x / full_scale, and an output is the current times (weight / conductance) full_scale / volts.
    """
    if full_scale <= 0:
        return 0.0, 0.0
    per_volt = full_scale / volts
    return thermal_per_siemens(bandwidth_hz, temperature_k) * per_volt**2, shot_per_ampere(bandwidth_hz) * per_volt
