"""Conversion of sigma to the conventions of other simulators.

Sigma is the standard deviation of the error of a *weight*, over max |w| of its layer. CrossSim 3 refers a magnitude to one
device, in units of G_max, and clips conductances at 0; with g_min = G_min / G_max, a one-sided pair then has a weight error of
sqrt(2) / (1 - g_min) times the magnitude as long as nothing is clipped, and a column with a digital offset 2 / (1 - g_min)
times. aihwkit's programming coefficient is the standard deviation of one conductance in uS. Both conventions are as in their
sources (sandialabs/cross-sim 3.2, IBM/aihwkit 1.1).
"""

from __future__ import annotations

from math import sqrt
from typing import Literal

Pairing = Literal["differential", "offset"]
"""Two devices for each weight, or one and an offset."""
UNCLIPPED = 0.3
"""A G_min / G_max that keeps an idle device with up to 10 % noise 3 sigma away from 0."""


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
