"""Which kinds of settings were run in another tool, with answers that agree: read from a list that the comparison writes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from backend.schemas.setting import Setting
from worker.analysis.equivalence.terms.effects import kind

FILE = Path(__file__).with_name("compared.json")
"""For each tool the kinds of settings, each a list of effects."""


def was_compared(tool: str, setting: Setting) -> bool:
    """Return whether a setting of this kind, whatever its numbers, was run in a tool and gave the same there."""
    return kind(setting) in _kinds().get(tool, frozenset())


@cache
def _kinds() -> dict[str, frozenset[frozenset[str]]]:
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return {tool: frozenset(map(frozenset, kinds)) for tool, kinds in stored.items()}
