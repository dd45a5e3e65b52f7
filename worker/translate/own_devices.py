"""Users' devices as this process knows them.

An id is a digest of the device's content: what was found once stays true, and is kept.
"""

from __future__ import annotations

from backend.devices import Finder, nobody
from backend.schemas.device import DevicePreset

_known: dict[str, DevicePreset] = {}
_look: Finder = nobody


def ask(finder: Finder) -> None:
    """Where to look for a device that this process does not know yet."""
    global _look  # noqa: PLW0603 - the engine's settings name a device; who holds it is known once per process
    _look = finder


def tell(device: DevicePreset) -> None:
    """Have this process know a device."""
    _known[device.id] = device


def find(device: str) -> DevicePreset | None:
    found = _known.get(device) or _look(device)
    if found is not None:
        _known[device] = found
    return found
