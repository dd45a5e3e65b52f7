"""Devices that users added, beside the presets that ship as files."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import String, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from backend.devices.measured import as_understood_now
from backend.schemas.device import DevicePreset
from backend.schemas.job import UNFINISHED
from backend.store.rows import DeviceRow, job_tables
from backend.store.session import Store

MOST_DEVICES = 200
"""Largest number of devices in a store."""


class DeviceNotFound(LookupError):
    """No device has this id."""

    def __init__(self, device: str) -> None:
        super().__init__(f"there is no device {device!r}; GET /api/v1/devices lists them")


class DeviceInUse(RuntimeError):
    """A job that is waiting or running uses the device."""


class TooManyDevices(RuntimeError):
    """The store holds as many devices as it may."""


def find_device(session: Session, device: str) -> DevicePreset | None:
    """Return the user's device of this id, or None if there is none."""
    row = session.get(DeviceRow, device)
    return None if row is None else as_understood_now(DevicePreset.model_validate(row.device))


def own_devices(session: Session) -> list[DevicePreset]:
    """Return all users' devices, newest first."""
    rows = session.scalars(select(DeviceRow).order_by(DeviceRow.created_at.desc(), DeviceRow.id))
    return [as_understood_now(DevicePreset.model_validate(row.device)) for row in rows]


def save_device(session: Session, device: DevicePreset) -> tuple[DevicePreset, bool]:
    """Add a device unless one of the same content is stored. Return the stored device, and whether it is new.

    A device that is known keeps its first title, under which others may already use it. Raises TooManyDevices.
    """
    known = find_device(session, device.id)
    if known is not None:
        return known, False
    if (session.scalar(select(func.count()).select_from(DeviceRow)) or 0) >= MOST_DEVICES:
        raise TooManyDevices(f"there are {MOST_DEVICES} devices already; delete one first")
    session.add(DeviceRow(id=device.id, device=device.model_dump(mode="json"), created_at=datetime.now(UTC)))
    return device, True


def delete_device(session: Session, device: str) -> None:
    """Delete a device. Raises DeviceNotFound, and DeviceInUse while a job that names it is waiting or running."""
    row = session.get(DeviceRow, device)
    if row is None:
        raise DeviceNotFound(device)
    for table in job_tables():
        names_it = sql_cast(getattr(table, table.REQUEST), String).contains(device, autoescape=True)
        unfinished = table.state.in_(UNFINISHED), names_it
        if session.scalar(select(func.count()).select_from(table).where(*unfinished)):
            raise DeviceInUse(f"{device} is in use: cancel what is under way with it first")
    session.delete(row)


def find_device_in(store: Store, device: str) -> DevicePreset | None:
    """Return the user's device of this id in a unit of work of its own, or None if there is none."""
    with store.read() as session:
        return find_device(session, device)
