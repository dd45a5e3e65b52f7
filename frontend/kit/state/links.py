"""From a run back to where it is shown."""

from __future__ import annotations

from frontend.kit.state.codec import to_search
from frontend.kit.state.pins import HasSpec
from frontend.kit.state.specs import view_of


def link_of(run: HasSpec) -> str:
    """Where a run is shown in Explore."""
    return "/" + to_search(view_of(run.spec))
