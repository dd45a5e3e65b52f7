"""Ids of the components of Train."""

from __future__ import annotations

from typing import Any

from frontend.kit.ids import Id

STEPS = "train-steps"
GO = "train-go"
TROUBLE = "train-trouble"
TRAININGS_CHANGED = "trainings-asked"
TRAININGS = "trainings"
TRAINING_LIVE = "training-live"
TRAINING_TITLE = "training-title"
TRAINING_CARD = "training-card"
TRAININGS_TICK = "trainings-tick"


def field(name: str) -> str:
    """The control of one field of the recipe."""
    return f"train-{name}"


def action(do: Any, training: Any) -> Id:
    """What can be done with a training: cancel, retry, delete."""
    return {"type": "training-action", "do": do, "training": training}
