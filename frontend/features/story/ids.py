"""Ids of the components of Story; its scripts use them too."""

from __future__ import annotations

STEPS = "story-steps"
EMPTY = "story-empty"
TITLE = "story-title"
PAGE = "story-page"
TROUBLE = "story-trouble"
OUT = "story-out"
