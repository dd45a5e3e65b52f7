"""Users' own devices as known in this process.

The id of a device is a digest of its content, so that a device that was found once stays valid and is kept.
"""

from __future__ import annotations

from backend.devices import Finder, nobody
from backend.schemas.device import DevicePreset

_known: dict[str, DevicePreset] = {}
_look: Finder = nobody


def ask(finder: Finder) -> None:
    """Set the function that finds devices which this process does not know yet."""
    global _look  # noqa: PLW0603 - the engine's settings name a device; who holds it is known once per process
    _look = finder


def tell(device: DevicePreset) -> None:
    """Make a device known to this process."""
    _known[device.id] = device


def find(device: str) -> DevicePreset | None:
    """Return the device of this id, or None if neither this process nor its finder knows it."""
    found = _known.get(device) or _look(device)
    if found is not None:
        _known[device] = found
    return found
