"""Memory devices with laws of their own: distance of a programmed conductance from its target, drift, and noise of a read.

Conductances in this module are in the device's own unit (uS, or nA at its read voltage), from `low` to `high`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.conductances import Pairs, for_each_weight
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, normals, stream

Numbers = NDArray[np.floating[Any]]
"""An array of floating-point numbers of any shape."""
Law = Callable[[Numbers], Numbers]
"""A function of conductances of any shape, with a result of the same shape."""
AgedLaw = Callable[[Numbers, float], Numbers]
"""A function of conductances and of an age in seconds since programming, with a result of the conductances' shape."""
Ends = Literal["window", "zero", "nothing"]
"""What holds programmed conductances: the window from G_min to G_max, only 0 below, or nothing."""


@dataclass(frozen=True)
class PowerLaw:
    """Drift by a power law: g(t) = g ((t + t0) / t0)^-nu, with t in seconds.

    Each device has an exponent nu of its own: the absolute value of a normal number with mean `mean(g)` and standard deviation
    `spread(g)` for its target g.
    """

    t0_s: float
    mean: Law
    spread: Law


@dataclass(frozen=True, eq=False)
class Device:
    """The laws of one device, with conductances in its own unit from `low` to `high`.

    `spread` is the standard deviation of a programmed conductance about its mean, `shift` the distance of its mean from the
    target, `drift` the change of each conductance with time, and `read` the standard deviation of the noise of one read.
    `relative_read` is a part of the read noise that belongs to the programmed conductance: its standard deviation as a fraction
    of the conductance at the time of the read. None: no such effect.
    """

    low: float
    high: float
    spread: AgedLaw
    shift: AgedLaw | None = None
    drift: PowerLaw | None = None
    read: AgedLaw | None = None
    relative_read: AgedLaw | None = None
    clips: Ends = "window"
    """What programmed conductances are clipped to; the errors at the ends of the window keep their mean only with "nothing"."""
    spread_at_mean: bool = False
    """Whether `spread` is a law of the mean, shifted by `shift`, and not of the target."""
    levels: tuple[float, ...] | None = None
    """Conductances, ascending from `low` to `high`, at which the device was measured; None: it was not."""

    @property
    def has_read_noise(self) -> bool:
        """Whether reads have any noise."""
        return self.read is not None or self.relative_read is not None

    def level_fractions(self) -> Floats:
        """Return the measured levels as fractions of the window, ascending from 0 to 1. Raises ValueError if there are none."""
        if self.levels is None:
            raise ValueError("device_levels 'table' needs a device with a table of levels")
        levels = (np.asarray(self.levels, np.float64) - self.low) / (self.high - self.low)
        return levels.astype(np.float32)


@dataclass(frozen=True, eq=False)
class ProgrammedDevices:
    """The programmed devices of a layer, aged.

    `weights` are (m, p), and each read adds an error of variance `read_variance` (m, p) to them unless that is None. `positive`
    (m, p) and `negative` are the conductances in the device's unit; their difference times `to_weight` is the weight. With
    reference columns, which weights share, `negative` is (m, c) as in `Pairs`, and the variance of their reads is not in
    `read_variance` but in `reference_variance` (m, c).
    """

    weights: Floats
    read_variance: Floats | None
    positive: Floats
    negative: Floats
    to_weight: float
    reference_variance: Floats | None = None


@dataclass(frozen=True, eq=False)
class _Side:
    """The conductances of one side of all pairs, in the device's unit: fresh, and at their age before and after drift."""

    fresh: Floats
    programmed: Floats
    aged: Floats


def program_devices(
    pairs: Pairs,
    device: Device,
    *,
    age_s: float,
    compensated: bool,
    apply_faults: Callable[[Floats, np.random.Generator], Floats] | None,
    seed: int,
    layer: int,
    draw: int,
    slice_index: int = 0,
    clip: bool = False,
) -> ProgrammedDevices:
    """Program target conductances, given as fractions of the window, on devices, and return them at an age of `age_s` seconds.

    Every device has errors of its own, those of reference columns too. Conductances are clipped when they are programmed, to
    what `device.clips` says or with `clip` to the window, and may leave it as they drift. With `compensated`, weights are
    divided by the change of the total current since programming (global drift compensation, V. Joshi et al., Nature
    Communications 11, 2473 (2020)): that of all devices, also of stuck ones, which do not drift. `apply_faults` replaces the
    conductances, as fractions of the window, of stuck devices; None: no device is stuck. `seed`, `layer`, `draw` and
    `slice_index` (of a bit slice) name the streams of random numbers.
    """
    width = device.high - device.low
    open_stream = partial(stream, seed, layer=layer, draw=draw, block=slice_index)
    ends: Ends = "window" if clip else device.clips
    sides = [
        _program_side(
            pairs.positive, device, ends, age_s, open_stream, Purpose.PROGRAMMING, Purpose.DRIFT, compensated=compensated
        ),
        _program_side(
            pairs.negative, device, ends, age_s, open_stream, Purpose.NEGATIVE, Purpose.DRIFT_NEGATIVE, compensated=compensated
        ),
    ]
    if apply_faults is not None:
        faults = open_stream(Purpose.FAULTS)
        sides = [_with_stuck(side, device, apply_faults, faults) for side in sides]
    gain = np.float32(_gain(sides) if compensated else 1.0)
    first, second = sides
    to_weight = np.float32(pairs.unit / width) * gain
    weights = (first.aged - for_each_weight(second.aged, pairs.shared, first.aged.shape[1])) * to_weight
    own = reference = None
    if device.has_read_noise:
        own, reference = (np.asarray(_read_variance(device, side, age_s) * to_weight**2, np.float32) for side in sides)
        if pairs.shared is None:
            own, reference = own + reference, None
    return ProgrammedDevices(weights, own, first.aged, second.aged, float(to_weight), reference)


def _gain(sides: list[_Side]) -> float:
    """Return the factor of global drift compensation: the total current when programmed over that now.

    It is 1 if one of them is not positive.
    """
    fresh, aged = _total([side.fresh for side in sides]), _total([side.aged for side in sides])
    return float(fresh / aged) if fresh > 0 and aged > 0 else 1.0


def _with_stuck(
    side: _Side, device: Device, apply_faults: Callable[[Floats, np.random.Generator], Floats], faults: np.random.Generator
) -> _Side:
    """Return a side some of whose devices are stuck: they are, and always were, where they are stuck."""
    low, width = np.float32(device.low), np.float32(device.high - device.low)
    fractions = (side.aged - low) / width
    faulty = apply_faults(fractions, faults)
    stuck, conductances = faulty != fractions, low + faulty * width
    fresh, programmed, aged = (np.where(stuck, conductances, found) for found in (side.fresh, side.programmed, side.aged))
    return _Side(fresh, programmed, aged)


def _read_variance(device: Device, side: _Side, age_s: float) -> Numbers:
    """Return the variance of one read of each device on a side, in the device's unit squared."""
    variance: Numbers = np.zeros_like(side.aged)
    if device.read is not None:
        variance = variance + device.read(side.aged, age_s) ** 2
    if device.relative_read is not None:
        variance = variance + (side.aged * device.relative_read(side.programmed, age_s)) ** 2
    return variance


def _program_side(
    fractions: Floats,
    device: Device,
    ends: Ends,
    age_s: float,
    open_stream: Callable[[Purpose], np.random.Generator],
    *purposes: Purpose,
    compensated: bool,
) -> _Side:
    """Return the conductances of one side when programmed and at their age, in the device's unit.

    `fractions` are their targets as fractions of the window, `purposes` those of the streams for programming and for drift.
    Fresh conductances are those at the age unless they are `compensated` for.
    """
    for_programming, for_drift = purposes
    targets = np.float32(device.low) + fractions * np.float32(device.high - device.low)
    unit_error = normals(open_stream(for_programming), targets.shape)
    programmed = aged = _programmed(targets, unit_error, device, ends, age_s)
    fresh = _programmed(targets, unit_error, device, ends, 0.0) if compensated and age_s else programmed
    if device.drift is not None and age_s > 0:
        aged = _drifted(programmed, targets, device.drift, age_s, normals(open_stream(for_drift), aged.shape))
    return _Side(fresh, programmed, aged)


def _total(sides: list[Floats]) -> float:
    """Return the total conductance of both sides, in the device's unit."""
    return float(sum(side.sum(dtype=np.float64) for side in sides))


def _programmed(targets: Floats, unit_error: Floats, device: Device, ends: Ends, age_s: float) -> Floats:
    """Return conductances after programming, without drift, in the device's unit and clipped at these ends."""
    means = targets if device.shift is None else targets + device.shift(targets, age_s).astype(np.float32)
    spread = device.spread(means if device.spread_at_mean else targets, age_s)
    programmed = means + spread.astype(np.float32) * unit_error
    if ends == "nothing":
        return programmed
    low, high = (device.low, device.high) if ends == "window" else (0.0, np.inf)
    return np.clip(programmed, np.float32(low), np.float32(high))


def _drifted(programmed: Floats, targets: Floats, drift: PowerLaw, age_s: float, unit: Floats) -> Floats:
    """Return conductances after drift by a power law; `unit` are standard normal numbers of the same shape."""
    exponent = np.abs(drift.mean(targets) + drift.spread(targets) * unit)
    result: Floats = (programmed * ((age_s + drift.t0_s) / drift.t0_s) ** -exponent).astype(np.float32)
    return result
