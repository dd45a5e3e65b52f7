"""Noise that one read adds to the outputs of an array: errors of its devices, referred to the output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from worker.crossbar.chip.conductances import for_each_weight
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Normals

BOLTZMANN = 1.380649e-23
"""Boltzmann constant in J/K."""
ELEMENTARY_CHARGE = 1.602176634e-19
"""Elementary charge in C."""


@dataclass(frozen=True, eq=False)
class ReadNoise:
    """What determines the noise of one read. It is normal with this variance at output j for an input vector x:

        sum_i (sigma^2 + of_squares_ij) x_i^2 + sum_i (shot |x_i| + thermal) total_ij

    The terms in x_i^2 are exact in law for normal errors of the weights. For telegraph noise, which has two states, mean and
    variance are exact, and the normal shape is that of a sum of many (central limit theorem). Thermal noise is present without
    an input as well. What the outputs of an array have in common, through their reference column, is in `shared`.
    """

    sigma: float = 0.0
    """Standard deviation of the read error of every weight, in the unit of the weights."""
    of_squares: Floats | None = None
    """Variance of each weight's own read error (m, p), in the unit of the weights squared; None: none beyond `sigma`."""
    total: Floats | None = None
    """Summed conductances of each weight's devices (m, p), times (weight / conductance)^2; None: no thermal and shot noise."""
    thermal: float = 0.0
    """Variance of the thermal noise for each unit of `total`; see `floor_per_conductance`."""
    shot: float = 0.0
    """Variance of the shot noise for each unit of `total` and of input; see `floor_per_conductance`."""
    shared: SharedReads | None = None
    """Noise of the reference columns of an offset mapping; None: every weight has both of its devices."""

    @property
    def is_noiseless(self) -> bool:
        """Whether reads are free of noise."""
        return not self.sigma and self.of_squares is None and self.total is None

    def noise_std(self, squares: Floats, magnitudes: Floats, sum_of_squares: float, rows: slice) -> Floats:
        """Return the standard deviation of the outputs' own read noise: (p, n), or (1, n) if it is the same for all.

        `squares` and `magnitudes` (m, n) are x^2 and |x| of the inputs of the given rows. If several reads with weights make up
        one result, both are sums over the reads weighted with the squares of these weights, and `sum_of_squares` is the sum of
        the squares.
        """
        variance: Floats = np.float32(self.sigma**2) * squares.sum(axis=0, keepdims=True)
        if self.of_squares is not None:
            variance = variance + self.of_squares[rows].T @ squares
        if self.total is not None:
            total = self.total[rows]
            thermal = np.float32(self.thermal * sum_of_squares) * total.sum(axis=0)[:, None]
            variance = variance + np.float32(self.shot) * (total.T @ magnitudes) + thermal
        return np.sqrt(variance)


@dataclass(frozen=True, eq=False)
class SharedReads:
    """Read noise of reference columns, each of which is subtracted from the outputs of its array: common to all of them.

    `noise` is that of the columns themselves, with c of them in place of p outputs; each belongs to `columns` neighbouring
    outputs, the last one to fewer.
    """

    noise: ReadNoise
    columns: int

    def subtract(self, outputs: Floats, std: Floats, noise: Normals) -> None:
        """Subtract what one read of the columns adds from outputs (..., p, n), in place.

        `std` (..., c, n), or (..., 1, n) if it is the same for all, are the standard deviations of the columns' noise.
        """
        (*before, count, images) = outputs.shape
        drawn = noise.next((*before, -(-count // self.columns), images))
        drawn *= std
        outputs -= self.at_outputs(drawn, count)

    def at_outputs(self, values: Floats, outputs: int) -> Floats:
        """Return the values of reference columns (..., c, n) at each output (..., p, n), or as they are if they are all equal."""
        return values if values.shape[-2] == 1 else np.repeat(values, self.columns, axis=-2)[..., :outputs, :]

    def variance_of_weights(self, outputs: int) -> Floats:
        """Return the variance that reads of the columns add to each weight: (m, p), (m, 1) or (1, 1)."""
        own = np.full((1, 1), self.noise.sigma**2, np.float32)
        of_squares = self.noise.of_squares
        return own if of_squares is None else own + for_each_weight(of_squares, self.columns, outputs)


def combined_noise(sources: Sequence[tuple[ReadNoise, float]]) -> ReadNoise:
    """Return the noise of the sum of share * output over (noise, share) of arrays that are read independently."""
    first = sources[0][0]

    def weighted_total(name: str) -> Floats | None:
        terms = [(getattr(reads, name), share) for reads, share in sources]
        return None if terms[0][0] is None else sum(np.float32(share**2) * values for values, share in terms)

    sigma = float(np.sqrt(sum((share * reads.sigma) ** 2 for reads, share in sources)))
    shared = None
    if first.shared is not None:
        of_columns = [(reads.shared.noise, share) for reads, share in sources if reads.shared is not None]
        shared = SharedReads(combined_noise(of_columns), first.shared.columns)
    return ReadNoise(sigma, weighted_total("of_squares"), weighted_total("total"), first.thermal, first.shot, shared)


def thermal_per_siemens(bandwidth_hz: float, temperature_k: float) -> float:
    """Return the variance of the thermal current for each siemens, 4 k T bandwidth, in A^2/S.

    J. B. Johnson, H. Nyquist, Phys. Rev. 32, 97 and 110 (1928).
    """
    return 4 * BOLTZMANN * temperature_k * bandwidth_hz


def shot_per_ampere(bandwidth_hz: float) -> float:
    """Return the variance of the shot current for each ampere of mean current, 2 q bandwidth, in A.

    W. Schottky, Ann. Phys. 362, 541 (1918).
    """
    return 2 * ELEMENTARY_CHARGE * bandwidth_hz


def floor_per_conductance(full_scale: float, *, bandwidth_hz: float, temperature_k: float, volts: float) -> tuple[float, float]:
    """Return the factors `thermal` and `shot` of `ReadNoise`, which multiply the total conductances.

    A row with input x is at V = volts * x / full_scale, so that an output is the current times (weight / conductance) *
    full_scale / volts. Both factors are 0 if the full scale of the inputs is 0.
    """
    if full_scale <= 0:
        return 0.0, 0.0
    per_volt = full_scale / volts
    return thermal_per_siemens(bandwidth_hz, temperature_k) * per_volt**2, shot_per_ampere(bandwidth_hz) * per_volt
