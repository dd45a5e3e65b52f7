"""Command lines of what See it shows."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from frontend.features.see import ids
from frontend.features.see.now import Changes, Ink, Now
from frontend.features.see.picture_callbacks import crossbar_request, mistakes_request
from frontend.features.see.vote_callbacks import question
from frontend.kit import commands
from frontend.kit import ids as kit_ids


def register(app: Dash) -> None:
    @app.callback(
        Output(ids.MODAL, "opened"),
        Output(ids.LINES, "children"),
        Input(ids.commands(ALL), "n_clicks"),
        State(ids.NOW, "data"),
        State(ids.INK, "data"),
        State(ids.CHANGES, "data"),
        State(kit_ids.URL, "href"),
        prevent_initial_call=True,
    )
    async def show(clicks: list[int | None], now: Any, ink: Any, changes: Any, href: str | None) -> tuple[bool, Any]:
        shown = Now.read(now)
        if shown is None or not any(clicks) or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        return True, commands.blocks(
            lines_of(ctx.triggered_id["of"], shown, Ink.read(ink), Changes.read(changes), commands.origin_of(href))
        )


def lines_of(what: str, now: Now, ink: Ink | None, changes: Changes | None, origin: str) -> list[commands.Block]:
    """`what` is votes, mistakes, or crossbar with the name of one of its pictures."""
    kind = what.partition("-")[0]
    body = {
        "votes": lambda: question(now, ink, changes),
        "mistakes": lambda: mistakes_request(now),
        "crossbar": lambda: crossbar_request(now),
    }
    return commands.of_inspector(kind, body[kind](), origin)
