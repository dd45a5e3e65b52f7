"""The one converter between a spec's setting and the engine's conditions."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from backend.devices import model_for
from backend.schemas.device import g_max_us
from backend.schemas.setting import Setting
from worker.crossbar import Conditions
from worker.translate import own_devices
from worker.translate.device_laws import to_engine_device

NAMES = {condition.name for condition in fields(Conditions)}


def conditions(setting: Setting) -> Conditions:
    """A setting as the engine reads it: by name where the names are the same. Raises DeviceError."""
    noise, images = setting.internal_noise, setting.test_noise
    model = model_for(noise, own_devices.find)
    translated: dict[str, Any] = {
        "device": to_engine_device(model) if model else None,
        "g_max_us": g_max_us(setting, model),
        "image_noise": images.kind,
        "image_noise_level": images.level,
        "image_clip": images.clip,
    }
    if model:
        translated |= {"programming": 0.0, "read": 0.0}
    return Conditions(**(_by_name(setting) | translated))


def _by_name(setting: Setting) -> dict[str, Any]:
    """Whatever is called the same there, but for the images."""
    parts = (setting.internal_noise, setting.converters, setting.crossbar)
    return {name: value for part in parts for name, value in part if name in NAMES}
