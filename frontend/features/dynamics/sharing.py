"""Make a share of the answer that is shown."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from frontend.features.dynamics import ids
from frontend.features.dynamics.now import Live
from frontend.features.dynamics.share_dialog import made
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.commands import origin_of
from frontend.kit.notices import trouble


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.SHARE_MODAL, "opened"),
        Output(ids.SHARE_RESULT, "children", allow_duplicate=True),
        Input(ids.SHARE_OPEN, "n_clicks"),
        prevent_initial_call=True,
    )
    async def show(_clicks: int | None) -> tuple[bool, Any]:
        return True, None

    @app.callback(
        Output(ids.SHARE_RESULT, "children"),
        Output(ids.SHARE_MADE, "data"),
        Input(ids.SHARE_GO, "n_clicks"),
        State(ids.LIVE, "data"),
        State(ids.SHARE_TITLE, "value"),
        State(ids.SHARE_NOTE, "value"),
        State(kit_ids.URL, "href"),
        prevent_initial_call=True,
    )
    async def make(clicks: int | None, stored: Any, title: str | None, note: str | None, href: str | None) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        live = Live.read(stored)
        if live is None or live.id is None or live.state != "done":
            return trouble("There is no whole answer to share yet.", colour="blue"), None
        try:
            share = await api.make_share({"dynamics": live.id, "title": title or "", "note": note or ""})
        except ApiProblem as problem:
            return trouble(str(problem)), None
        return made(f"{origin_of(href)}/s/{share.id}"), {"id": share.id, "key": share.revoke_key}

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
