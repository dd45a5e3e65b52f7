"""The laws of a device as curves for figures."""

from __future__ import annotations

import numpy as np

from backend.schemas.device import AgedCurves, DeviceCurves, DeviceModel, DevicePreset, DriftCurve
from worker.crossbar.chip.devices import Device, Numbers
from worker.translate.device_laws import to_engine_device

STEPS = 61
"""Number of conductances of a curve."""
AGES_S = (0.0, 3600.0, 86_400.0, 432_000.0, 31_536_000.0)
"""Ages in seconds at which curves are drawn, as far as the device is known."""


def curves(device: DevicePreset, model: DeviceModel) -> DeviceCurves:
    """Return spread, shift and read noise over the window at several ages, and the drift of three conductances.

    Conductances and errors are in the device's own unit.
    """
    engine = to_engine_device(model)
    at = {*np.linspace(model.low, model.high, STEPS), *(device.measured.level if device.measured else ())}
    g = np.array(sorted(at), np.float64)
    ages = [age for age in AGES_S if age <= model.oldest_s]
    return DeviceCurves(
        device=device,
        conductances=_plain(g),
        ages=tuple(_aged(engine, g, age) for age in ages),
        drift=tuple(_drift(engine, model, share) for share in (0.2, 0.5, 1.0)) if engine.drift is not None else (),
    )


def _aged(engine: Device, g: Numbers, age_s: float) -> AgedCurves:
    return AgedCurves(
        age_s=age_s,
        spread=_plain(engine.spread(g, age_s)),
        shift=_plain(engine.shift(g, age_s) if engine.shift is not None else np.zeros_like(g)),
        read=_plain(_read(engine, g, age_s)) if engine.has_read_noise else None,
    )


def _read(engine: Device, g: Numbers, age_s: float) -> Numbers:
    """Return the standard deviation of one read of devices that were programmed to g and have drifted as they do on average."""
    law = engine.drift
    now = g if law is None else g * ((age_s + law.t0_s) / law.t0_s) ** -np.abs(law.mean(g))
    own = engine.read(now, age_s) if engine.read is not None else np.zeros_like(g)
    relative = now * engine.relative_read(g, age_s) if engine.relative_read is not None else np.zeros_like(g)
    return np.hypot(own, relative)


def _drift(engine: Device, model: DeviceModel, share: float) -> DriftCurve:
    law = engine.drift
    assert law is not None
    conductance = model.low + share * (model.high - model.low)
    g = np.array([conductance])
    ages = np.geomspace(1.0, model.oldest_s, 41)
    mean, spread = float(law.mean(g)[0]), float(law.spread(g)[0])

    def left(exponent: float) -> tuple[float, ...]:
        return _plain(((ages + law.t0_s) / law.t0_s) ** -abs(exponent))

    return DriftCurve(
        conductance=conductance, ages_s=_plain(ages), mean=left(mean), slow=left(mean - spread), fast=left(mean + spread)
    )


def _plain(values: Numbers) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)
