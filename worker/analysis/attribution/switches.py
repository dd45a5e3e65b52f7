"""Conditions of a chip with some causes switched off, in every layer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from backend.options import OPTIONS, causes
from backend.options.causes import CAUSES, Cause
from backend.options.option import KEPT
from worker.crossbar import Conditions, Device
from worker.crossbar.chip.devices import Numbers
from worker.translate.conditions import name_in_engine

IS_ON: Mapping[Cause, Callable[[Conditions], bool]] = {
    causes.PROGRAMMING: lambda layer: bool(layer.programming or layer.device),
    causes.READ: lambda layer: layer.device.has_read_noise if layer.device else bool(layer.read),
    causes.DRIFT: lambda layer: bool(layer.device and layer.age_s),
    causes.STUCK: lambda layer: layer.has_stuck_devices,
    causes.TELEGRAPH: lambda layer: layer.has_telegraph_noise,
    causes.THERMAL: lambda layer: layer.floor,
    causes.CIRCUIT: lambda layer: layer.resists or layer.is_bent,
    causes.CLIPPING: lambda layer: layer.weight_percentile < 100,
    causes.WEIGHTS: lambda layer: layer.weight_bits is not None or layer.device_levels == "table",
    causes.DAC: lambda layer: layer.dac_bits is not None,
    causes.ADC: lambda layer: layer.adc_bits is not None,
    causes.IMAGES: lambda layer: bool(layer.image_noise != "none" and layer.image_noise_level),
}
"""Whether each cause is on in the conditions of one layer."""
OF_DEVICES = frozenset(
    {causes.PROGRAMMING, causes.READ, causes.DRIFT, causes.STUCK, causes.TELEGRAPH, causes.THERMAL, causes.CIRCUIT}
)
"""Causes that depend on which device holds the weights."""


def causes_in(layers: Collection[Conditions]) -> frozenset[Cause]:
    """Return the causes that are on in any of some layers, given the conditions of each."""
    return frozenset(cause for cause in CAUSES if any(IS_ON[cause](layer) for layer in layers))


def with_only(conditions: Conditions, on: frozenset[Cause]) -> Conditions:
    """Return conditions in which all causes but these are off, also in layers with conditions of their own.

    With all causes that were on the same chips are simulated as before, bit for bit.
    """
    by_layer = tuple((index, _with_only(layer, on)) for index, layer in conditions.by_layer)
    return replace(_with_only(conditions, on), by_layer=by_layer)


def _with_only(conditions: Conditions, on: frozenset[Cause]) -> Conditions:
    device = conditions.device
    if device is not None:
        by_levels = causes.WEIGHTS in on and conditions.device_levels == "table"
        feels = bool(on & OF_DEVICES) or by_levels
        device = _device(device, programming=causes.PROGRAMMING in on, read=causes.READ in on) if feels else None
    return replace(conditions, **_off(on), device=device)


@lru_cache(maxsize=4096)
def _off(on: frozenset[Cause]) -> dict[str, Any]:
    """Return the values of all fields whose causes are off, by their names in the engine."""
    return {
        name_in_engine(option.field): option.off
        for option in OPTIONS
        if option.causes and option.off is not KEPT and not on.intersection(option.causes)
    }


@lru_cache(maxsize=128)
def _device(device: Device, *, programming: bool, read: bool) -> Device:
    """Return a device without its programming error, or without its read noise."""
    if not read and device.has_read_noise:
        device = replace(device, read=None, relative_read=None)
    return device if programming else _only_ageing(device)


def _only_ageing(device: Device) -> Device:
    """Return a device whose conductances are on their targets when they are programmed.

    Where errors change with the age, what is left is the change since programming, of the very same device.
    """

    def shift(targets: Numbers, age_s: float) -> Numbers:
        return _mean(device, targets, age_s) - _mean(device, targets, 0.0)

    def spread(targets: Numbers, age_s: float) -> Numbers:
        return _spread(device, targets, age_s) - _spread(device, targets, 0.0)

    return replace(device, shift=None if device.shift is None else shift, spread=spread, spread_at_mean=False)


def _mean(device: Device, targets: Numbers, age_s: float) -> Numbers:
    return targets if device.shift is None else np.asarray(targets + device.shift(targets, age_s))


def _spread(device: Device, targets: Numbers, age_s: float) -> Numbers:
    return device.spread(_mean(device, targets, age_s) if device.spread_at_mean else targets, age_s)
