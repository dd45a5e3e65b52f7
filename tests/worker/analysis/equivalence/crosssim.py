"""What a CrossSim magnitude amounts to, by formula: a referee for the conversion to it."""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, exp, pi, sqrt

from worker.analysis.equivalence.terms.sizes import Pairing


@dataclass(frozen=True)
class Effective:
    """The error of a weight as fractions of max |w|: its root mean square, and its mean along the weight's sign."""

    error: float
    bias: float


def crosssim_effective(magnitude: float, *, g_min: float, pairing: Pairing = "differential") -> Effective:
    """Return the error that CrossSim's NormalIndependent magnitude gives a weight within its range.

    The idle device of a one-sided pair is at g_min: its error is that of a normal number that is clipped at 0. With "offset" the
    weight's device and the unit column's, in the middle of the window, err. Raises ValueError unless 0 <= g_min < 1.
    """
    if not 0 <= g_min < 1:
        raise ValueError(f"g_min must be at least 0 and below 1; received {g_min!r}")
    width = 1 - g_min
    if pairing == "offset":
        return Effective(2 * sqrt(2) * magnitude / width, 0.0)
    mean, square = _clipped_at_zero(g_min, magnitude)
    return Effective(sqrt(magnitude**2 + square) / width, -mean / width)


def _clipped_at_zero(centre: float, sigma: float) -> tuple[float, float]:
    """Return mean and mean square of max(0, N(centre, sigma)) - centre."""
    if sigma == 0:
        return 0.0, 0.0
    a = centre / sigma
    density, below = exp(-(a**2) / 2) / sqrt(2 * pi), (1 + erf(a / sqrt(2))) / 2
    mean = centre * below + sigma * density
    square = (centre**2 + sigma**2) * below + centre * sigma * density
    return mean - centre, square - 2 * centre * mean + centre**2
