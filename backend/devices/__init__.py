"""Device presets: one JSON file each, with the source of its numbers."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from backend.schemas.device import DeviceModel, DevicePreset, check
from backend.schemas.setting import InternalNoise


@lru_cache(maxsize=1)
def presets() -> list[DevicePreset]:
    """Every preset, by title."""
    found = [
        DevicePreset.model_validate_json(entry.read_text(encoding="utf-8"))
        for entry in files(__name__).iterdir()
        if entry.name.endswith(".json")
    ]
    return sorted(found, key=lambda preset: preset.title)


def model_for(noise: InternalNoise) -> DeviceModel | None:
    """The device that a spec's internal noise asks for, None for none. Raises DeviceError."""
    return check(noise, {preset.id: preset for preset in presets()})
