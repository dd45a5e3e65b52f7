"""Devices: presets of non-volatile memory, with the source of each number."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class DevicePreset(BaseModel):
    """A device as a user picks it. Sigmas are fractions of the conductance window G_max - G_min."""

    model_config = ConfigDict(extra="forbid")

    id: str
    title: str
    technology: str = Field(description="sonos, pcm, reram, ecram or generic")
    programming: float | None = Field(
        description="Weight error drawn once per draw, as a fraction of the weight range; a mark for the slider."
    )
    read: float | None = Field(
        description="Weight error redrawn at every read, as a fraction of the weight range; a mark for the slider."
    )
    citation: str
    note: str = ""


class DeviceList(BaseModel):
    items: list[DevicePreset]
    total: int
