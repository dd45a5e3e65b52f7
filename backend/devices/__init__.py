"""Devices: presets, one JSON file each with the source of its numbers; and those of users, from what they measured."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

from backend.schemas.canonical import digest, meaning
from backend.schemas.device import DeviceModel, DevicePreset, check
from backend.schemas.setting import InternalNoise

Finder = Callable[[str], DevicePreset | None]
"""Knows users' devices by id."""


def nobody(_device: str) -> None:
    """A finder where there are no users' devices."""


@lru_cache(maxsize=1)
def presets() -> list[DevicePreset]:
    """Every preset, by title."""
    found = [
        DevicePreset.model_validate_json(entry.read_text(encoding="utf-8"))
        for entry in files(__name__).iterdir()
        if entry.name.endswith(".json")
    ]
    return sorted(found, key=lambda preset: preset.title)


def model_for(noise: InternalNoise, own: Finder = nobody) -> DeviceModel | None:
    """The device that a spec's internal noise asks for, None for none. `own` finds users' devices. Raises DeviceError."""
    shipped = {preset.id: preset for preset in presets() if preset.model is not None}
    return check(noise, lambda device: shipped.get(device) or own(device), shipped)


@lru_cache(maxsize=64)
def content_of(device: str | None) -> str | None:
    """Digest of a preset's laws: another law is another device. None for none, and for a user's, whose id says it all."""
    return next((digest(meaning(preset.model)) for preset in presets() if preset.id == device and preset.model), None)
