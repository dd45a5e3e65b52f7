"""Users' own devices as known in this process.

The id of a device is a digest of its content, so that a device that was found once stays valid and is kept.
"""

from __future__ import annotations

from backend.devices import Finder, nobody
from backend.schemas.device import DevicePreset

_devices: dict[str, DevicePreset] = {}
_finder: Finder = nobody


def set_finder(finder: Finder) -> None:
    """Set the function that finds devices which this process does not know yet."""
    global _finder  # noqa: PLW0603 - settings name a device by its id; who knows it is set once per process
    _finder = finder


def add(device: DevicePreset) -> None:
    """Make a device known to this process."""
    _devices[device.id] = device


def find(device: str) -> DevicePreset | None:
    """Return the device of this id, or None if neither this process nor its finder knows it."""
    found = _devices.get(device) or _finder(device)
    if found is not None:
        _devices[device] = found
    return found
