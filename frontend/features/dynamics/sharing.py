"""Share the answer that is shown."""

from __future__ import annotations

from typing import Any

from frontend.features.dynamics import ids
from frontend.features.dynamics.now import Live
from frontend.kit.share_dialog import ShareDialog, Source


def answer_of(stored: Any) -> dict[str, str] | None:
    """What is shared: a whole answer; None while there is none."""
    live = Live.read(stored)
    return {"dynamics": live.id} if live and live.id is not None and live.state == "done" else None


SHARE = ShareDialog(
    prefix=ids.SHARE,
    sources={ids.SHARE_OPEN: Source(ids.LIVE, answer_of)},
    title="Share these figures",
    meaning="A link to these figures as they are now: their numbers stay. "
    "Whoever has the link can see them; nobody can guess it.",
    placeholder="What the figures show",
    nothing_yet="There is no whole answer to share yet.",
)
