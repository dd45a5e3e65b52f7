"""What to run in other simulators to get the noise of a setting, and where nothing gives it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal

from backend.schemas.equivalence import ToolTerms
from backend.schemas.setting import Setting
from worker.analysis.equivalence.terms import aihwkit, crosssim, neurosim
from worker.analysis.equivalence.terms.compared import was_compared
from worker.analysis.equivalence.terms.draft import Draft
from worker.analysis.equivalence.terms.effects import effects, left_out
from worker.analysis.equivalence.terms.tools import AIHWKIT, CROSSSIM, NEUROSIM

TOOLS: dict[str, tuple[Callable[[Setting, float, float], Draft], Collection[str]]] = {
    CROSSSIM: (crosssim.crosssim, crosssim.KNOWN),
    AIHWKIT: (aihwkit.aihwkit, aihwkit.KNOWN),
    NEUROSIM: (neurosim.neurosim, neurosim.KNOWN),
}
"""What writes a setting for each tool, and the fields that it knows."""


def in_other_tools(setting: Setting, error: float, read: float) -> list[ToolTerms]:
    """Return a setting in the terms of CrossSim, aihwkit and NeuroSim.

    `error` and `read` are the measured errors of the weights and of a read, as fractions of max |w| (root mean squares over all
    layers); they stand for devices that a tool does not have.
    """
    if not effects(setting):
        nothing = "Nothing happens to weights and outputs: leave its noise off, and its converters ideal."
        return [ToolTerms(tool=tool, match="equal", note=nothing) for tool in TOOLS]
    return [_terms(tool, setting, error, read) for tool in TOOLS]


def _terms(tool: str, setting: Setting, error: float, read: float) -> ToolTerms:
    written, known = TOOLS[tool]
    draft = written(setting, error, read)
    notes = [draft.note] if draft.note else []
    missing = left_out(setting, known)
    if missing:
        notes.append(f"Not in these terms: {', '.join(missing)}.")
    return ToolTerms(tool=tool, match=_match(tool, setting, draft, bool(missing)), setting=draft.program, note=" ".join(notes))


def _match(tool: str, setting: Setting, draft: Draft, incomplete: bool) -> Literal["equal", "untried", "size", "none"]:
    """Return how the program relates to the setting: "equal" only if that was run."""
    if draft.match != "equal":
        return draft.match
    if incomplete:
        return "size"
    return "equal" if was_compared(tool, setting) else "untried"
