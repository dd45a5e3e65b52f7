"""Conversion of sigma to the conventions of other simulators.

Sigma is the standard deviation of the error of a *weight*, over max |w| of its layer. CrossSim 3 refers a magnitude to one
device, in units of G_max, and clips conductances at 0; with g_min = G_min / G_max, a one-sided pair then has a weight error of
sqrt(2) / (1 - g_min) times the magnitude as long as nothing is clipped, and a column with a digital offset 2 / (1 - g_min)
times. aihwkit's programming coefficient is the standard deviation of one conductance in uS. Both conventions are as in their
sources (sandialabs/cross-sim 3.2, IBM/aihwkit 1.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, exp, pi, sqrt
from typing import Literal

Pairing = Literal["differential", "offset"]
"""Two devices for each weight, or one and an offset."""
UNCLIPPED = 0.3
"""A G_min / G_max that keeps an idle device with up to 10 % noise 3 sigma away from 0."""


@dataclass(frozen=True)
class Effective:
    """The error of a weight as fractions of max |w|: its root mean square, and its mean along the weight's sign."""

    error: float
    bias: float


def crosssim_effective(magnitude: float, *, g_min: float, pairing: Pairing = "differential") -> Effective:
    """Return the error that CrossSim's NormalIndependent magnitude gives a weight within its range.

    The idle device of a one-sided pair is at g_min: its error is that of a normal number that is clipped at 0. Raises
    ValueError unless 0 <= g_min < 1.
    """
    if not 0 <= g_min < 1:
        raise ValueError(f"g_min must be at least 0 and below 1; received {g_min!r}")
    width = 1 - g_min
    if pairing == "offset":
        return Effective(2 * magnitude / width, 0.0)
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


def crosssim_magnitude(sigma: float, *, g_min: float, pairing: Pairing = "differential") -> float:
    """Return the magnitude, in units of G_max, whose weight error is sigma times max |w| if nothing is clipped."""
    return sigma * (1 - g_min) / (2 if pairing == "offset" else sqrt(2))


def crosssim_uniform_magnitude(sigma: float, *, g_min: float, pairing: Pairing = "differential") -> float:
    """Return the magnitude for UniformIndependent, which is the full width of the distribution, in units of G_max."""
    return sqrt(12) * crosssim_magnitude(sigma, g_min=g_min, pairing=pairing)


def aihwkit_prog_coeff(sigma: float, *, g_max_us: float = 25.0, g_min_us: float = 0.0) -> float:
    """Return PCMLikeNoiseModel's constant `prog_coeff`, in uS, for a pair of devices."""
    return sigma * (g_max_us - g_min_us) / sqrt(2)


def neurosim_c2c(sigma: float) -> float:
    """Return MLP+NeuroSim's `sigmaCtoC`: a fraction of G_max - G_min of one device that holds -max |w| to max |w|."""
    return sigma / 2
