"""States of runs, designs and trainings: as words and colours, and what may be done in them."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc

CAN_GO_ON: frozenset[str] = frozenset({"cancelled", "failed", "partial"})
STATE_WORDS = {
    "queued": "queued",
    "running": "running",
    "done": "done",
    "partial": "partial",
    "cancelled": "cancelled",
    "failed": "failed",
}
STATE_COLOURS = {"queued": "gray", "running": "blue", "done": "teal", "partial": "yellow", "cancelled": "gray", "failed": "red"}


def state_badge(state: str) -> Any:
    return dmc.Badge(STATE_WORDS.get(state, state), color=STATE_COLOURS.get(state, "gray"), variant="light", size="sm")
