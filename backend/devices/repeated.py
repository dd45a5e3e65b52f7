"""Single measurements of devices, level by level and over time, fitted: mean, spread, drift and the noise of a read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.devices.sheet import wrong
from backend.schemas.device import FittedLevel

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Samples:
    """Single measurements, one entry for each in every array; `device` numbers devices, None if they are not told apart."""

    level: Doubles
    value: Doubles
    time_s: Doubles
    device: NDArray[np.int64] | None

    @property
    def first_s(self) -> float:
        """The first time of all."""
        return float(self.time_s.min())

    @property
    def t0_s(self) -> float | None:
        """The time from which drift counts: the first one above 0. None if there is one time only."""
        if self.time_s.max() == self.first_s:
            return None
        return float(self.time_s[self.time_s > 0].min())


@dataclass(frozen=True)
class _Series:
    """What was fitted to one device: its conductance when it was first read, and how often; exponent, and squared errors."""

    first: float
    reads_at_first: int
    squares: float
    """Sum of the squared distances from the fit."""
    freedom: int
    """Number of values less that of fitted numbers."""
    nu: float | None = None
    nu_variance: float | None = None
    """Variance of the exponent that the noise of reads explains; None if it cannot be known."""


def fit(samples: Samples) -> list[FittedLevel]:
    """Return what was fitted to each level, ascending.

    Each device drifts as (t / t0)^-nu, with nu from the straight line of log conductance over log time; the rest about it is the
    noise of reads. Mean and std are those of the devices when they were first read; what the noise of that read adds to the
    spread is taken off again, and likewise for the exponents. Raises DeviceError if a level has fewer than two devices.
    """
    return [_level(samples, float(level)) for level in np.unique(samples.level)]


def _level(samples: Samples, level: float) -> FittedLevel:
    here = samples.level == level
    values, times = samples.value[here], samples.time_s[here]
    if samples.device is None:
        series, drift = _untold(samples, values, times)
    else:
        owners = samples.device[here]
        series = [_one(samples, values[owners == device], times[owners == device]) for device in np.unique(owners)]
        drift = series
    if len(series) < 2:
        raise wrong(f"must have two devices at every level at least, to know how they spread; level {level:g} has one")
    freedom = sum(one.freedom for one in series)
    noise = sum(one.squares for one in series) / freedom if freedom else 0.0
    firsts = np.array([one.first for one in series])
    of_reads = noise * float(np.mean([1 / one.reads_at_first for one in series]))
    exponents = np.array([one.nu for one in drift if one.nu is not None])
    explained = [one.nu_variance for one in drift if one.nu_variance is not None]
    nu_spread = float(exponents.var(ddof=1)) if len(exponents) > 1 else 0.0
    return FittedLevel(
        level=level,
        devices=len(series),
        values=len(values),
        mean=float(firsts.mean()),
        std=float(np.sqrt(max(firsts.var(ddof=1) - of_reads, 0.0))),
        read=float(np.sqrt(noise)) if freedom else None,
        nu=float(exponents.mean()) if len(exponents) else None,
        nu_std=float(np.sqrt(max(nu_spread - (np.mean(explained) if explained else 0.0), 0.0))) if len(exponents) else None,
    )


def _untold(samples: Samples, values: Doubles, times: Doubles) -> tuple[list[_Series], list[_Series]]:
    """Return the values of the first time as devices read once, and the drift of the mean over all values as one device."""
    at_first = values[times == times.min()]
    moments = np.unique(times)
    means = np.array([values[times == moment].mean() for moment in moments])
    together = _one(samples, means, moments)
    return [_Series(float(value), 1, 0.0, 0) for value in at_first], [together]


def _one(samples: Samples, values: Doubles, times: Doubles) -> _Series:
    """Return what was fitted to one device."""
    at_first = values[times == times.min()]
    first, reads = float(at_first.mean()), len(at_first)
    moments, place = np.unique(times, return_inverse=True)
    t0 = samples.t0_s
    if t0 is None or len(moments) < 2 or values.min() <= 0:
        means = np.bincount(place, values) / np.bincount(place)
        rest = values - (means[place] if len(moments) < 2 else values.mean())
        return _Series(first, reads, float(rest @ rest), len(values) - 1)
    x = np.log((times - samples.first_s + t0) / t0)
    away = x - x.mean()
    slope = float(away @ np.log(values) / (away @ away))
    in_log = np.log(values) - np.log(values).mean() - slope * away
    rest = values * -np.expm1(-in_log)  # values less what the fit gives
    freedom = len(values) - 2
    variance = float(in_log @ in_log / freedom / (away @ away)) if freedom else None
    return _Series(first, reads, float(rest @ rest) if freedom else 0.0, freedom, -slope, variance)
