"""Devices: presets, one JSON file each with the source of its numbers, and users' own devices, from their measurements."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import ValidationError

from backend.schemas.canonical import digest, meaning
from backend.schemas.device import DeviceModel, DevicePreset, check
from backend.schemas.setting import InternalNoise

Finder = Callable[[str], DevicePreset | None]
"""A function that returns a user's own device by its id, or None."""


def nobody(_device: str) -> None:
    """Return None: the finder where there are no users' own devices."""


@lru_cache(maxsize=1)
def presets() -> list[DevicePreset]:
    """Return all presets, ordered by title."""
    found = [_preset(entry) for entry in files(__name__).iterdir() if entry.name.endswith(".json")]
    return sorted(found, key=lambda preset: preset.title)


def _preset(entry: Traversable) -> DevicePreset:
    """A file's preset. Raises ValidationError, with a note that names the file."""
    try:
        return DevicePreset.model_validate_json(entry.read_text(encoding="utf-8"))
    except ValidationError as fault:
        fault.add_note(f"in backend/devices/{entry.name}")
        raise


def model_for(noise: InternalNoise, own: Finder = nobody) -> DeviceModel | None:
    """Return the model of the device that a spec's internal noise names, or None if it names none.

    `own` finds users' own devices. Raises DeviceError for an unknown device, or one that does not support the setting.
    """
    shipped = {preset.id: preset for preset in presets() if preset.model is not None}
    return check(noise, lambda device: shipped.get(device) or own(device), shipped)


@lru_cache(maxsize=64)
def content_of(device: str | None) -> str | None:
    """Return a digest of a preset's laws, or None for no device and for a user's own, whose id already is a digest."""
    return next((digest(meaning(preset.model)) for preset in presets() if preset.id == device and preset.model), None)
