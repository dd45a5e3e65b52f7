"""Whether the devices that are asked for are here, and can be asked for this."""

from __future__ import annotations

from collections.abc import Iterable

from backend.devices import model_for
from backend.schemas.device import g_max_us
from backend.schemas.setting import Setting
from backend.store.devices import find_device
from backend.store.session import Store


def checked(settings: Iterable[Setting], store: Store) -> None:
    """Raises DeviceError for what no device can be asked."""
    with store.read() as session:
        for setting in settings:
            g_max_us(setting, model_for(setting.internal_noise, lambda device: find_device(session, device)))
