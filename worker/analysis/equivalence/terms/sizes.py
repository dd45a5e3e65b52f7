"""Sigmas of weights in the conventions of other simulators, and how far from zero conductances must be kept there.

Sigma is the standard deviation of the error of a *weight*, over max |w| of its layer. CrossSim 3 refers a magnitude to one
device, in units of G_max; aihwkit's programming coefficient is the standard deviation of one conductance in uS. Both never let
a conductance below 0, which an idle device at G_min would feel. With g_min = G_min / G_max, a pair has a weight error of
sqrt(2) / (1 - g_min) times the magnitude, and one device beside a unit column of 2 sqrt(2) / (1 - g_min) times.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import Literal

Pairing = Literal["differential", "offset"]
"""Two devices for each weight, or one and a column that all share."""
LEAST_G_MIN = 0.3
"""G_min / G_max that keeps an idle device clear of 0 for usual sigmas."""
BELOW_ZERO = "It never lets a conductance below 0, which errors of this size reach; here they are not clipped."
"""What is said where an error reaches zero."""
CLEAR = 5.0
"""Standard deviations that an idle device is kept away from 0."""


def device_sigma(sigma: float, *, g_min: float, pairing: Pairing = "differential") -> float:
    """Return the standard deviation of one conductance, in units of G_max, whose weight error is sigma times max |w|."""
    return sigma * (1 - g_min) / sqrt(2) / (2 if pairing == "offset" else 1)


def uniform_width(sigma: float, *, g_min: float, pairing: Pairing = "differential") -> float:
    """Return the full width of a uniform distribution of one conductance, in units of G_max."""
    return sqrt(12) * device_sigma(sigma, g_min=g_min, pairing=pairing)


def clear_g_min(sigma: float, pairing: Pairing = "differential") -> float:
    """Return a G_min / G_max, in hundredths, at which errors of this size leave no conductance near 0."""
    once = device_sigma(sigma, g_min=0, pairing=pairing) * CLEAR
    return max(LEAST_G_MIN, ceil(100 * once / (1 + once)) / 100)


def aihwkit_prog_coeff(sigma: float, *, g_max_us: float = 25.0, g_min_us: float = 0.0) -> float:
    """Return PCMLikeNoiseModel's constant `prog_coeff`, in uS, for a pair of devices."""
    return g_max_us * device_sigma(sigma, g_min=g_min_us / g_max_us)


def neurosim_c2c(sigma: float) -> float:
    """Return MLP+NeuroSim's `sigmaCtoC`: a fraction of G_max - G_min of one device that holds -max |w| to max |w|."""
    return sigma / 2
