"""Memory devices with laws of their own: distance of a programmed conductance from its target, drift, and noise of a read.

Conductances in this module are in the device's own unit (uS, or nA at its read voltage), from `low` to `high`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

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


@dataclass(frozen=True)
class PowerLaw:
    """Drift by a power law: g(t) = g ((t + t0) / t0)^-nu, with t in seconds.

    Each device has an exponent nu of its own: the absolute value of a normal number with mean `mean(g)` and standard deviation
    `spread(g)`.
    """

    t0_s: float
    mean: Law
    spread: Law


@dataclass(frozen=True, eq=False)
class Device:
    """The laws of one device, with conductances in its own unit from `low` to `high`.

    `spread` is the standard deviation of a programmed conductance about its target, `shift` the distance of its mean from the
    target, `drift` the change of each conductance with time, and `read` the standard deviation of the noise of one read. None:
    no such effect.
    """

    low: float
    high: float
    spread: AgedLaw
    shift: AgedLaw | None = None
    drift: PowerLaw | None = None
    read: AgedLaw | None = None


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
) -> ProgrammedDevices:
    """Program target conductances, given as fractions of the window, on devices, and return them at an age of `age_s` seconds.

    Every device has errors of its own, those of reference columns too. Conductances are
    clipped to the window when they are programmed, and may leave it as they drift. With `compensated`, weights are divided by
    the change of the total current since programming (global drift compensation, V. Joshi et al., Nature Communications 11,
    2473 (2020)). `apply_faults` replaces the conductances, as fractions of the window, of stuck devices; None: no device is
    stuck. `seed`, `layer`, `draw` and `slice_index` (of a bit slice) name the streams of random numbers.
    """
    width = device.high - device.low
    open_stream = partial(stream, seed, layer=layer, draw=draw, block=slice_index)
    sides = [
        _program_side(pairs.positive, device, age_s, open_stream, Purpose.PROGRAMMING, Purpose.DRIFT),
        _program_side(pairs.negative, device, age_s, open_stream, Purpose.NEGATIVE, Purpose.DRIFT_NEGATIVE),
    ]
    change = float(_total([aged for _initial, aged in sides]) / _total([initial for initial, _aged in sides]))
    gain = np.float32(1 / change if compensated and change > 0 else 1.0)
    positive, negative = (aged for _initial, aged in sides)
    if apply_faults is not None:
        faults = open_stream(Purpose.FAULTS)
        positive, negative = (
            np.float32(device.low) + apply_faults((side - device.low) / np.float32(width), faults) * np.float32(width)
            for side in (positive, negative)
        )
    to_weight = np.float32(pairs.unit / width) * gain
    weights = (positive - for_each_weight(negative, pairs.shared, positive.shape[1])) * to_weight
    if device.read is None:
        return ProgrammedDevices(weights, None, positive, negative, float(to_weight))
    first, second = (device.read(side, age_s) ** 2 for side in (positive, negative))
    if pairs.shared is None:
        variance = np.asarray((first + second) * to_weight**2, np.float32)
        return ProgrammedDevices(weights, variance, positive, negative, float(to_weight))
    own, reference = (np.asarray(side * to_weight**2, np.float32) for side in (first, second))
    return ProgrammedDevices(weights, own, positive, negative, float(to_weight), reference)


def _program_side(
    fractions: Floats, device: Device, age_s: float, open_stream: Callable[[Purpose], np.random.Generator], *purposes: Purpose
) -> tuple[Floats, Floats]:
    """Return the conductances of one side when programmed and at their age, in the device's unit.

    `fractions` are their targets as fractions of the window, `purposes` those of the streams for programming and for drift.
    """
    for_programming, for_drift = purposes
    targets = np.float32(device.low) + fractions * np.float32(device.high - device.low)
    unit_error = normals(open_stream(for_programming), targets.shape)
    programmed = _programmed(targets, unit_error, device, 0.0)
    if age_s == 0:
        return programmed, programmed
    aged = _programmed(targets, unit_error, device, age_s)
    if device.drift is not None and age_s > 0:
        aged = _drifted(aged, device.drift, age_s, normals(open_stream(for_drift), aged.shape))
    return programmed, aged


def _total(sides: list[Floats]) -> np.float64:
    """Return the total conductance of both sides, in the device's unit."""
    return np.float64(sum(side.sum(dtype=np.float64) for side in sides))


def _programmed(targets: Floats, unit_error: Floats, device: Device, age_s: float) -> Floats:
    """Return conductances after programming, without drift, in the device's unit and clipped to its window."""
    programmed = targets + device.spread(targets, age_s).astype(np.float32) * unit_error
    if device.shift is not None:
        programmed = programmed + device.shift(targets, age_s).astype(np.float32)
    return np.clip(programmed, np.float32(device.low), np.float32(device.high))


def _drifted(programmed: Floats, drift: PowerLaw, age_s: float, unit: Floats) -> Floats:
    """Return conductances after drift by a power law; `unit` are standard normal numbers of the same shape."""
    exponent = np.abs(drift.mean(programmed) + drift.spread(programmed) * unit)
    result: Floats = (programmed * ((age_s + drift.t0_s) / drift.t0_s) ** -exponent).astype(np.float32)
    return result
