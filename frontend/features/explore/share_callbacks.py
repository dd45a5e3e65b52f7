"""Make a share of the run that Explore shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from frontend.features.explore import ids
from frontend.features.explore.cards.design.asking import Asked
from frontend.features.explore.share_dialog import made
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.commands import origin_of
from frontend.kit.notices import trouble
from frontend.kit.view_run import ViewRun

STORES = {ids.SHARE_OPEN: ids.LIVE, ids.ATTRIBUTION_SHARE: ids.ATTRIBUTION, ids.DESIGN_SHARE: ids.DESIGN}
"""Buttons that share a figure, and the stores that say of what it is."""
NOTHING_YET = "There is no figure to share yet: choose at least one network, or ask the question first."


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.SHARE_MODAL, "opened"),
        Output(ids.SHARE_RESULT, "children", allow_duplicate=True),
        Output(ids.SHARE_OF, "data"),
        *(Input(button, "n_clicks") for button in STORES),
        prevent_initial_call=True,
    )
    async def show(*_clicks: int | None) -> tuple[bool, Any, Any]:
        return True, None, ctx.triggered_id

    @app.callback(
        Output(ids.SHARE_RESULT, "children"),
        Output(ids.SHARE_MADE, "data"),
        inputs={"clicks": Input(ids.SHARE_GO, "n_clicks")},
        state={
            "of": State(ids.SHARE_OF, "data"),
            "figures": {button: State(store, "data") for button, store in STORES.items()},
            "title": State(ids.SHARE_TITLE, "value"),
            "note": State(ids.SHARE_NOTE, "value"),
            "href": State(kit_ids.URL, "href"),
        },
        prevent_initial_call=True,
    )
    async def make(
        clicks: int | None, of: str | None, figures: dict[str, Any], title: str | None, note: str | None, href: str | None
    ) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        what = what_is_shared(of, figures)
        if what is None:
            return trouble(NOTHING_YET, colour="blue"), None
        try:
            share = await api.make_share({**what, "title": title or "", "note": note or ""})
        except ApiProblem as problem:
            return trouble(str(problem)), None
        origin = origin_of(href)
        return made(f"{origin}/s/{share.id}"), {"id": share.id, "key": share.revoke_key}

    @app.callback(
        Output(ids.SHARE_RESULT, "children", allow_duplicate=True),
        Input(ids.SHARE_REVOKE, "n_clicks"),
        State(ids.SHARE_MADE, "data"),
        prevent_initial_call=True,
    )
    async def revoke(clicks: int | None, share: dict[str, str] | None) -> Any:
        if not clicks or not share:
            raise PreventUpdate
        try:
            await api.revoke_share(share["id"], share["key"])
        except ApiProblem as problem:
            return trouble(str(problem))
        return trouble("The link has been revoked; nobody can open it any more.", colour="blue")


def what_is_shared(button: str | None, figures: Mapping[str, Any]) -> dict[str, str] | None:
    """The part of a body of `POST /shares` that says of what; None where there is nothing yet.

    `button` opened the dialog; `figures` are what stands in the stores, by button.
    """
    stored = figures.get(button or ids.SHARE_OPEN)
    if button in (None, ids.SHARE_OPEN):
        shown = ViewRun.read(stored)
        return {"run": shown.run.id} if shown and shown.run else None
    asked = Asked.read(stored)
    return {"design": asked.design.id} if asked else None
