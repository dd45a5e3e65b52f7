"""Where files are dropped on a page, and how far one of them is sent; drop.js does the rest."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html
from dash.exceptions import PreventUpdate


def drop_zone(drop: str, choose: str, says: Any) -> Any:
    """A zone with words and a button; files may be dropped anywhere on its page."""
    return html.Div([html.Div(says), dmc.Button("Choose a file", id=choose, variant="default")], id=drop, className="drop")


def sending(box: str, *, words: str, bar: str, cancel: str, hidden: bool = True) -> Any:
    """How far it is, in words and as a bar, with a button that ends it; all arguments but the last are ids."""
    return html.Div(
        [
            html.P(id=words, className="meaning", role="status"),
            dmc.Progress(id=bar, value=0, size=8, attributes={"section": {"aria-label": "Progress"}}),
            dmc.Button("Cancel", id=cancel, variant="default", mt="sm"),
        ],
        id=box,
        className="uploading",
        hidden=hidden,
    )


def register_begun(app: Dash, begun: str, *, progress: str, details: str) -> None:
    """Show how far a file is in place of what was asked about it, once it is being sent; all arguments but the first are ids."""

    @app.callback(
        Output(progress, "hidden", allow_duplicate=True),
        Output(details, "hidden", allow_duplicate=True),
        Input(begun, "data"),
        prevent_initial_call=True,
    )
    async def begin(sent: Any) -> tuple[bool, bool]:
        if not sent:
            raise PreventUpdate
        return False, True
