"""A memory device: how far a programmed conductance is from its target, how it ages, how it is read.

Conductances here are in the device's own unit (uS, or nA at its read voltage), from `low` to `high`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.conductances import Pairs
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, normals, stream

Numbers = NDArray[np.floating[Any]]
Law = Callable[[Numbers], Numbers]
"""Of the conductances (any shape) to something of the same shape."""
AgedLaw = Callable[[Numbers, float], Numbers]
"""The same, at an age in seconds since programming."""


@dataclass(frozen=True)
class PowerLaw:
    """g(t) = g ((t + t0) / t0)**-nu; each device has a nu of its own, |N(mean(g), spread(g))|."""

    t0_s: float
    mean: Law
    spread: Law


@dataclass(frozen=True, eq=False)
class Device:
    """`spread` is the standard deviation about the target, `shift` the mean's way from it, `read` that of one read."""

    low: float
    high: float
    spread: AgedLaw
    shift: AgedLaw | None = None
    drift: PowerLaw | None = None
    read: AgedLaw | None = None


@dataclass(frozen=True, eq=False)
class Held:
    """What a chip of such devices holds: weights (m, p), and the variance that each read adds to them, or None.

    `positive` (m, p) and `negative` (m, p), or (m, 1) where it is shared, are the conductances behind them, aged, in
    the device's unit; their difference times `to_weight` is the weight.
    """

    weights: Floats
    read_variance: Floats | None
    positive: Floats
    negative: Floats
    to_weight: float


def hold(
    pairs: Pairs,
    device: Device,
    *,
    age_s: float,
    compensated: bool,
    stick: Callable[[Floats, np.random.Generator], Floats] | None,
    seed: int,
    layer: int,
    draw: int,
    part: int = 0,
) -> Held:
    """Program conductances, given in fractions of the window, on devices, let them age, and say what is read.

    Every device is on its own; in an offset mapping the reference device belongs to its whole row.
    Conductances are clipped to the window when they are programmed; what ages afterwards may leave it.
    `compensated` divides by one factor, how much the current of all devices has changed since programming
    (global drift compensation, V. Joshi et al., Nature Communications 11, 2473 (2020)). `stick` puts
    faulty devices where they are stuck, in fractions of the window. `part` numbers slices of one layer.
    """
    width = device.high - device.low
    fresh: list[Floats] = []
    aged: list[Floats] = []
    for target, spreads, drifts in (
        (pairs.positive, Purpose.PROGRAMMING, Purpose.DRIFT),
        (pairs.negative, Purpose.NEGATIVE, Purpose.DRIFT_NEGATIVE),
    ):
        wanted = np.float32(device.low) + target * np.float32(width)
        unit_error = normals(stream(seed, spreads, layer=layer, draw=draw, block=part), wanted.shape)
        start = _programmed(wanted, unit_error, device, 0.0)
        fresh.append(start)
        now = start if age_s == 0 else _programmed(wanted, unit_error, device, age_s)
        if device.drift is not None and age_s > 0:
            now = _drifted(now, device.drift, age_s, normals(stream(seed, drifts, layer=layer, draw=draw, block=part), now.shape))
        aged.append(now)
    factor = float(sum(one.sum(dtype=np.float64) for one in aged) / sum(one.sum(dtype=np.float64) for one in fresh))
    gain = np.float32(1 / factor if compensated and factor > 0 else 1.0)
    if stick is not None:
        faults = stream(seed, Purpose.FAULTS, layer=layer, draw=draw, block=part)
        aged = [
            np.float32(device.low) + stick((one - device.low) / np.float32(width), faults) * np.float32(width) for one in aged
        ]
    to_weight = np.float32(pairs.unit / width) * gain
    held = (aged[0] - aged[1]) * to_weight
    if device.read is None:
        return Held(held, None, aged[0], aged[1], float(to_weight))
    first, second = (device.read(one, age_s) ** 2 for one in aged)
    return Held(held, np.asarray((first + second) * to_weight**2, np.float32), aged[0], aged[1], float(to_weight))


def _programmed(wanted: Floats, unit_error: Floats, device: Device, age_s: float) -> Floats:
    reached = wanted + device.spread(wanted, age_s).astype(np.float32) * unit_error
    if device.shift is not None:
        reached = reached + device.shift(wanted, age_s).astype(np.float32)
    return np.clip(reached, np.float32(device.low), np.float32(device.high))


def _drifted(start: Floats, drift: PowerLaw, age_s: float, unit: Floats) -> Floats:
    exponent = np.abs(drift.mean(start) + drift.spread(start) * unit)
    result: Floats = (start * ((age_s + drift.t0_s) / drift.t0_s) ** -exponent).astype(np.float32)
    return result
