"""Whether the devices that are asked for are here, and can be asked for this."""

from __future__ import annotations

from collections.abc import Iterable

from backend.jobs.checks import check_devices
from backend.schemas.setting import Setting
from backend.store.session import Store


def checked(settings: Iterable[Setting], store: Store) -> None:
    """Raises DeviceError for what no device can be asked."""
    with store.read() as session:
        check_devices(settings, session)
