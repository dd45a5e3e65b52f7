"""Ids of the frame around every page, and of what several pages have. Scripts and style sheets use them too."""

from __future__ import annotations

from typing import Any

# The frame.
MANTINE = "mantine"
URL = "url"
PAGE = "page"
MAIN = "main"
NAV = "nav"
KEYS = "keys"
KEYS_OPEN = "keys-open"
THEME_TOGGLE = "theme-toggle"
NOTIFY = "notify"
TALK_OPEN = "talk-open"
TALK = "talk"
TALK_TITLE = "talk-title"
TALK_NOTES = "talk-notes"
TALK_COUNT = "talk-count"
STORY_ADD = "story-add"
STORY_COUNT = "story-count"

# Its stores, both written by shell.js.
SCHEME = "scheme"
"""Whether the page is light or dark now."""
GROUND = "ground"
"""The same when it was first painted."""

# On several pages.
COPY_LINK = "copy-link"

# On Explore, and pressed by keys.
CANCEL = "cancel"
RETRY = "retry"
PIN_ALL = "pin-all"

Id = dict[str, Any]
"""An id of one of several, told apart by its fields; `ALL` and `MATCH` stand for any."""


def slider(knob: str) -> str:
    """The slider of a number that is slid or typed."""
    return f"{knob}-slider"


def number(knob: str) -> str:
    """The same number, to be typed."""
    return f"{knob}-number"


def swept(knob: str) -> str:
    """Says that it is on the axis."""
    return f"{knob}-swept"


def run_action(do: Any, run: Any) -> Id:
    """What can be done with a run of the table: open, cancel, retry, delete."""
    return {"type": "run-action", "do": do, "run": run}


def share_part(prefix: str, part: str) -> str:
    """A part of the dialog that shares what a page shows."""
    return f"{prefix}-{part}"
