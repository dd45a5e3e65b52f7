"""One HTML page that shows figures step by step, with all it needs inside: it opens without a server and asks nobody."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from plotly.offline import get_plotlyjs

from backend.schemas.story import Story

Step = dict[str, Any]
"""title, notes, caption, scheme, and figure: data and layout as Plotly takes them, or None."""


def page(title: str, steps: Sequence[Step], *, more: str = "") -> str:
    """`more` is HTML that follows the figures."""
    parts = {"TITLE": html.escape(title), "MORE": more, "STEPS": in_script(list(steps)), "PLOTLY": get_plotlyjs()}
    text = _template()
    for name in ("TITLE", "MORE", "STEPS", "PLOTLY"):  # the largest last: nothing is looked for in it
        before, after = text.split(f"%{name}%")
        text = before + parts[name] + after
    return text


def as_page(story: Story) -> str:
    """A story, with the figures that were kept when its steps were."""
    steps = [
        {
            "title": step.title,
            "notes": step.notes,
            "caption": _caption(step.figure) or ("" if step.figure else f"Without a figure; it was at {step.link}."),
            "scheme": step.scheme,
            "figure": step.figure,
        }
        for step in story.steps
    ]
    return page(story.title or "Mhoscope", steps)


def in_script(document: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(document).replace("<", "\\u003c")


def _caption(figure: dict[str, Any] | None) -> str:
    meta = (figure or {}).get("layout", {}).get("meta")
    return str(meta.get("caption", "")) if isinstance(meta, dict) else ""


@cache
def _template() -> str:
    return (Path(__file__).parent / "player.html").read_text()
