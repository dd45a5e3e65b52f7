"""The devices that a setting names, for the whole network and for layers of their own."""

from __future__ import annotations

from typing import Any

from backend.devices import content_of
from backend.devices.measured import is_own
from backend.schemas.device import DeviceError
from backend.schemas.setting import Setting


def own_device_of(setting: Setting) -> str | None:
    """Return the id of the user's own device that a setting names anywhere, or None. Raises DeviceError if it names two."""
    named = (layer.internal_noise.device for layer in setting.everywhere())
    own = {device for device in named if device is not None and is_own(device)}
    if len(own) > 1:
        raise DeviceError("overrides", f"must name one device of your own at most; received {', '.join(sorted(own))}")
    return next(iter(own), None)


def contents_of(setting: Setting) -> dict[str, Any]:
    """Return digests of the laws of all presets that a setting names, as parts of a key; empty without any."""
    whole = content_of(setting.internal_noise.device)
    named = {name: override.internal_noise.get("device") for name, override in setting.overrides.items()}
    own = {name: content for name, device in named.items() if isinstance(device, str) and (content := content_of(device))}
    return {**({"device": whole} if whole else {}), **({"devices_by_layer": own} if own else {})}
