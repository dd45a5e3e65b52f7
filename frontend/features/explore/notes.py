"""What is said of the run beneath its figure: its numbers, its note, and the lines across the figure."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from frontend.features.explore import ids
from frontend.features.explore.notes_dialog import lines
from frontend.kit.notices import trouble
from frontend.kit.run_text import table
from frontend.kit.view_run import ViewRun


def register(app: Dash) -> None:
    @app.callback(
        Output(ids.NOTES_MODAL, "opened"),
        Output(ids.NOTE_TEXT, "value"),
        Output(ids.NOTES_TROUBLE, "children"),
        Input(ids.NOTES_OPEN, "n_clicks"),
        State(ids.LIVE, "data"),
        prevent_initial_call=True,
    )
    async def open_dialog(clicks: int | None, live: Any) -> tuple[Any, Any, Any]:
        if not clicks:
            raise PreventUpdate
        view_run = ViewRun.read(live)
        run = view_run.run if view_run else None
        hint = None if run else trouble("Choose at least one network first: there is no run to write on.", colour="blue")
        return True, run.note if run else "", hint

    @app.callback(
        Output(ids.NOTE_LINES, "children"),
        Output(ids.NOTE_SHOWN, "children"),
        Output(ids.NUMBERS, "children"),
        Input(ids.SETTLED, "data"),
        Input(ids.NUMBERS_BOX, "value"),
    )
    async def tell(settled: Any, opened: str | None) -> tuple[Any, Any, Any]:
        view_run = ViewRun.read(settled)
        if view_run is None or view_run.run is None:
            return None, None, no_update
        run = view_run.run
        # The table of numbers is long: it is only made while it is open.
        numbers = table(run, view_run.sweep) if opened else no_update
        return lines(run.annotations, view_run.sweep), run.note or None, numbers
