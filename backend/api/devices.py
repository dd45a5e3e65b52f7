"""Whether the devices that are asked for are here, and can be asked for this."""

from __future__ import annotations

from collections.abc import Iterable

from backend.devices import model_for
from backend.schemas.setting import InternalNoise
from backend.store.devices import find_device
from backend.store.session import Store


def checked(noises: Iterable[InternalNoise], store: Store) -> None:
    """Raises DeviceError for what no device can be asked."""
    with store.read() as session:
        for noise in noises:
            model_for(noise, lambda device: find_device(session, device))
