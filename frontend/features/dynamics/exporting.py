"""What is taken along of the whole answer: its files, and lines for a shell."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from frontend.features.dynamics import ids
from frontend.features.dynamics.now import Now
from frontend.features.dynamics.page import FILES
from frontend.kit import commands
from frontend.kit import ids as kit_ids


def register(app: Dash) -> None:
    app.clientside_callback(
        "(live) => window.mhoscope.dynamics.exportLinks(live)",
        *(Output(ids.file(kind), "href") for kind, _name, _remark in FILES),
        Input(ids.LIVE, "data"),
    )

    @app.callback(
        Output(ids.MODAL, "opened"),
        Output(ids.LINES, "children"),
        Input(ids.COMMANDS, "n_clicks"),
        State(ids.NOW, "data"),
        State(kit_ids.URL, "href"),
        prevent_initial_call=True,
    )
    async def show(clicks: int | None, stored: Any, href: str | None) -> tuple[bool, Any]:
        now = Now.read(stored)
        if not clicks or now is None:
            raise PreventUpdate
        return True, commands.blocks(commands.of_dynamics(now.request, commands.origin_of(href)))
