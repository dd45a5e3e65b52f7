"""The stores of Explore: what travels between its callbacks and its scripts, and who alone writes each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import dcc

from frontend.features.explore import ids


@dataclass(frozen=True)
class Store:
    """A store of the page. What it holds when the page is made comes from the layout."""

    id: str
    writer: str
    """The module or script that writes it, below frontend/."""
    in_address: bool = False
    """It is part of the view: Back, Forward and links set it too, as they set every control (fields.py)."""


STORES = (
    # What is known of devices and technologies, as Facts.
    Store(ids.FACTS, "features/explore/page.py"),
    # A run as ViewRun: what the server made of the controls, what a press has changed of it, and as it is now.
    Store(ids.BEGUN, "features/explore/start.py"),
    Store(ids.CHANGED, "features/explore/run_changes.py"),
    Store(ids.LIVE, "assets/explore/stream.js"),
    # The same for what may come a moment later: once when it has begun, and now and then while it goes on.
    Store(ids.FOLLOWED, "assets/explore/stream.js"),
    Store(ids.SETTLED, "assets/explore/stream.js"),
    # Where Back, Forward or a link has led: {"search": ...}.
    Store(ids.WENT, "assets/explore/address.js"),
    # What a link asks besides showing its view: {"search": ..., "ask": ...}.
    Store(ids.WANTED, "assets/explore/ask.js"),
    # Predicted curves of the figure's run, as Predicted.
    Store(ids.PREDICTION, "features/explore/prediction.py"),
    # Runs that stand beside the figure's, as Companions.
    Store(ids.COMPANIONS, "features/explore/cards/compare/companion_runs.py"),
    # What a view has no control for: pinned curves, where a map is cut ([x, y], as shown), constants that were changed.
    Store(ids.PINS, "features/explore/cards/compare/pinning.py", in_address=True),
    Store(ids.CUT, "features/explore/show_figures.py", in_address=True),
    Store(ids.CONSTANTS, "features/explore/cards/energy/callbacks.py", in_address=True),
    # What only a link says: values of a sweep that are not evenly spaced, and what a spec says beyond the controls.
    Store(ids.LIST_X, "features/explore/fields.py", in_address=True),
    Store(ids.LIST_Y, "features/explore/fields.py", in_address=True),
    Store(ids.KEPT, "features/explore/fields.py", in_address=True),
    # Settings of layers, as texts of the address.
    Store(ids.OVERRIDES, "features/explore/per_layer_callbacks.py", in_address=True),
    # pJ of one image by network.
    Store(ids.ENERGIES, "features/explore/cards/energy/callbacks.py"),
)


def stores(initial: Mapping[str, Any]) -> list[dcc.Store]:
    """All of them; `initial` is what some hold from the start, by id."""
    # One that is given None tells the page that it has changed, as soon as it is there.
    known = {store.id: {"data": initial[store.id]} for store in STORES if initial.get(store.id) is not None}
    return [dcc.Store(id=store.id, **known.get(store.id, {})) for store in STORES]
