"""Share what Explore shows: the run, or the answers to a question."""

from __future__ import annotations

from typing import Any

from frontend.features.explore import ids
from frontend.features.explore.cards.design.asking import Asked
from frontend.kit.share_dialog import ShareDialog, Source
from frontend.kit.view_run import ViewRun


def run_of(stored: Any) -> dict[str, str] | None:
    """What is shared of the page: its run, if there is one."""
    shown = ViewRun.read(stored)
    return {"run": shown.run.id} if shown and shown.run else None


def design_of(stored: Any) -> dict[str, str] | None:
    """What is shared of a card: what it asked, if it did."""
    asked = Asked.read(stored)
    return {"design": asked.design.id} if asked else None


SHARE = ShareDialog(
    prefix=ids.SHARE,
    sources={
        ids.SHARE_OPEN: Source(ids.LIVE, run_of),
        ids.ATTRIBUTION_SHARE: Source(ids.ATTRIBUTION, design_of),
        ids.DESIGN_SHARE: Source(ids.DESIGN, design_of),
    },
    title="Share this figure",
    meaning="A link to this figure as it is now: its numbers stay, whatever happens to the run. "
    "Whoever has the link can see it; nobody can guess it.",
    placeholder="What the figure shows",
    nothing_yet="There is no figure to share yet: choose at least one network, or ask the question first.",
)
