"""What Explore knows from when it was made."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from backend.schemas.device import DevicePreset
from backend.schemas.technology import Technology
from frontend.kit.figures.units import micro
from frontend.kit.stored import Stored


class DeviceFacts(BaseModel):
    """What is said of a device that has laws, and how old it may be, in seconds; 0: fresh only."""

    note: str
    oldest_s: float


class Facts(Stored):
    """Devices by id, and the names of each technology's constants."""

    devices: dict[str, DeviceFacts]
    technologies: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, devices: Sequence[DevicePreset], technologies: Sequence[Technology]) -> Facts:
        return cls(
            devices={
                device.id: DeviceFacts(note=micro(f"{device.note} Source: {device.citation}"), oldest_s=device.model.oldest_s)
                for device in devices
                if device.model
            },
            technologies={technology.id: tuple(technology.constants) for technology in technologies},
        )
