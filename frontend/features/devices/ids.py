"""Ids of the components of Devices."""

from __future__ import annotations

from typing import Any

from frontend.kit.ids import Id

OVERVIEW = "devices-overview"
CURVES = "device-curves"
TROUBLE = "device-trouble"
FILE = "device-file"
FILE_NAME = "device-file-name"
CSV = "device-csv"
TITLE = "device-title"
READ = "device-read"
ADD = "device-add"
FOUND = "device-found"
PREVIEW = "device-preview"
FIT = "device-fit"
UNDERSTOOD = "device-understood"
TOO_LARGE = "device-too-large"
UNIT = "device-unit"
TABLE = "devices-table"
REACHED = "devices-reached"
SIGMA = "devices-sigma"
DRIFT = "devices-drift"


def card(figure: str) -> str:
    """The card that a figure stands in."""
    return f"{figure}-card"


def delete(device: Any) -> Id:
    """The button that deletes a device of one's own."""
    return {"type": "device-delete", "device": device}
