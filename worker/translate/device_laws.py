"""The converter between a device model of the contract (laws as data) and the device of the engine (laws as functions)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from backend.schemas.device import Ages, DeviceModel, FlickerRead, GatheredRead
from backend.schemas.device_law import Interpolated, Ladder, Law, Logarithmic, Polynomial, Reciprocal, Saturating
from worker.crossbar import Device, PowerLaw
from worker.crossbar.chip.devices import AgedLaw, Numbers
from worker.crossbar.chip.devices import Law as EngineLaw


@lru_cache(maxsize=32)
def to_engine_device(model: DeviceModel) -> Device:
    """Return a device model as the engine's device. Conductances are in the model's own unit, ages in seconds."""
    return Device(
        low=model.low,
        high=model.high,
        spread=_not_negative(_aged(model.spread)),
        shift=_aged(model.shift) if model.shift else None,
        drift=PowerLaw(model.drift.t0_s, law(model.drift.mean), law(model.drift.spread)) if model.drift else None,
        read=_read(model),
        relative_read=_flicker_read(model.flicker) if isinstance(model.flicker, FlickerRead) else None,
        clips=model.clips,
        spread_at_mean=model.spread_at == "mean",
        levels=model.levels,
    )


def law(formula: Law) -> EngineLaw:
    """Return a formula as a function of conductances g (any shape, in the model's own unit) with a result of the same shape."""
    match formula:
        case Polynomial():
            return lambda g: np.asarray(np.polynomial.polynomial.polyval(g / formula.per, formula.coefficients))
        case Saturating():
            return lambda g: formula.size * -np.expm1(-np.maximum(g, 0) / formula.at)
        case Logarithmic():
            # At g = 0 the logarithm has no value; its limit is kept inside low and high.
            return lambda g: np.clip(
                formula.slope * np.log(np.maximum(g, 1e-6) / formula.per) + formula.offset, formula.low, formula.high
            )
        case Ladder():
            return lambda g: np.maximum(
                formula.a[0] + formula.a[1] * g,
                np.minimum(formula.cap, np.maximum(formula.b[0] + formula.b[1] * g, formula.floor)),
            )
        case Reciprocal():
            return lambda g: 1 / (formula.offset + formula.slope * np.maximum(g, 0))
        case Interpolated():
            return lambda g: np.interp(g, formula.at, formula.values)


def _aged(ages: Ages) -> AgedLaw:
    """Return laws given at several ages as one function of g and age in seconds: interpolated, and constant beyond the ends.

    From an age of 0, whose logarithm has no value, the law goes straight to that of the next age.
    """
    laws = [law(formula) for formula in ages.laws]
    ages_s = np.asarray(ages.ages_s, dtype=np.float64)

    def at(g: Numbers, age_s: float) -> Numbers:
        after = int(np.searchsorted(ages_s, age_s, side="right"))
        if after == 0 or len(laws) == 1:
            return laws[0](g)
        if after == len(laws):
            return laws[-1](g)
        young, old = ages_s[after - 1], ages_s[after]
        if ages.between == "logarithmic" and young > 0:
            share = np.log(age_s / young) / np.log(old / young)
        else:
            share = (age_s - young) / (old - young)
        return np.asarray((1 - share) * laws[after - 1](g) + share * laws[after](g))

    return at


def _not_negative(law_at_age: AgedLaw) -> AgedLaw:
    """Return the law with negative values replaced by 0."""
    return lambda g, age_s: np.maximum(law_at_age(g, age_s), 0)


def _read(model: DeviceModel) -> AgedLaw | None:
    """Return the standard deviation of one read as a function of the present g and age, or None without such read noise."""
    if model.read is not None:
        of_g = law(model.read)
        return lambda g, _age_s: np.maximum(of_g(g), 0)
    if isinstance(model.flicker, GatheredRead):
        return _accumulated_read(law(model.flicker.of_g), model.flicker.t_read_s)
    return None


def _accumulated_read(size: EngineLaw, t_read_s: float) -> AgedLaw:
    """Return read noise of size `size(g)` that grows with the time since programming."""

    def at(g: Numbers, age_s: float) -> Numbers:
        return np.asarray(np.maximum(size(g), 0) * _growth_with_age(age_s, t_read_s))

    return at


def _growth_with_age(age_s: float, t_read_s: float) -> float:
    """Return how 1/f noise grows with the time since programming: sqrt(ln((t + t_read) / (2 t_read))), t at least t_read."""
    return float(np.sqrt(np.log((max(age_s, t_read_s) + t_read_s) / (2 * t_read_s))))


def _flicker_read(noise: FlickerRead) -> AgedLaw:
    """Return read noise relative to the present conductance, Q(g) of the programmed g that grows with the time."""

    def at(g: Numbers, age_s: float) -> Numbers:
        share = np.minimum(noise.size / (np.maximum(g, 1e-6) / noise.per) ** noise.power, noise.most)
        return np.asarray(share * _growth_with_age(age_s + noise.t0_s, noise.t_read_s))

    return at
