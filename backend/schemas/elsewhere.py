"""A run as a script for another simulator, which a worker writes."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from backend.schemas.run import Run

ScriptKind = Literal["crosssim", "aihwkit"]
"""Simulators that there are scripts for."""


class ScriptRequest(BaseModel):
    """A run, possibly as it was frozen by a share, and the simulator that is to compute it."""

    model_config = ConfigDict(extra="forbid")

    kind: ScriptKind
    run: Run


class Script(BaseModel):
    """The text of a script."""

    text: str
