"""Write on the run that Explore shows."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from frontend.features.explore import ids
from frontend.features.explore.notes_dialog import lines
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import trouble
from frontend.kit.state import PARAMETERS
from frontend.kit.view_run import ViewRun


def register(app: Dash, api: Api) -> None:
    _register_showing(app)
    _register_writing(app, api)


def _register_showing(app: Dash) -> None:
    @app.callback(
        Output(ids.NOTES_MODAL, "opened"),
        Output(ids.NOTE_TEXT, "value"),
        Output(ids.NOTES_TROUBLE, "children"),
        Input(ids.NOTES_OPEN, "n_clicks"),
        State(ids.LIVE, "data"),
        prevent_initial_call=True,
    )
    async def show(clicks: int | None, live: Any) -> tuple[Any, Any, Any]:
        if not clicks:
            raise PreventUpdate
        view_run = ViewRun.read(live)
        run = view_run.run if view_run else None
        hint = None if run else trouble("Choose at least one network first: there is no run to write on.", colour="blue")
        return True, run.note if run else "", hint

    @app.callback(Output(ids.NOTE_LINES, "children"), Output(ids.NOTE_SHOWN, "children"), Input(ids.SETTLED, "data"))
    async def list_lines(settled: Any) -> tuple[Any, Any]:
        view_run = ViewRun.read(settled)
        if view_run is None or view_run.run is None:
            return None, None
        return lines(view_run.run.annotations, view_run.sweep), view_run.run.note or None


def _register_writing(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.BEGUN, "data", allow_duplicate=True),
        Output(ids.NOTES_TROUBLE, "children", allow_duplicate=True),
        Output(ids.NOTES_MODAL, "opened", allow_duplicate=True),
        Input(ids.NOTE_SAVE, "n_clicks"),
        Input(ids.LINE_ADD, "n_clicks"),
        Input(ids.line_remove(ALL), "n_clicks"),
        State(ids.LIVE, "data"),
        State(ids.NOTE_TEXT, "value"),
        State(ids.LINE_AXIS, "value"),
        State(ids.LINE_VALUE, "value"),
        State(ids.LINE_WORDS, "value"),
        prevent_initial_call=True,
    )
    async def write(
        _save: int | None,
        _add: int | None,
        _remove: list[int | None],
        live: Any,
        note: str | None,
        axis: str,
        value: Any,
        words: str | None,
    ) -> tuple[Any, Any, Any]:
        view_run = ViewRun.read(live)
        if view_run is None or view_run.run is None or not ctx.triggered[0]["value"]:  # drawn anew: nobody pressed anything
            raise PreventUpdate
        run = view_run.run
        which, lines_now = ctx.triggered_id, run.annotations
        if which == ids.LINE_ADD and value in ("", None):
            return no_update, trouble("Say at which value the line is to be.", colour="blue"), no_update
        if which == ids.NOTE_SAVE:
            body: dict[str, Any] = {"note": note or ""}
        elif which == ids.LINE_ADD:
            new = line_of(axis, float(value), words or "", view_run.sweep)
            body = {"annotations": [*(line.model_dump() for line in lines_now), new]}
        else:
            body = {"annotations": [line.model_dump() for at, line in enumerate(lines_now) if at != which["at"]]}
        try:
            changed = await api.runs.annotate(run.id, body)
        except ApiProblem as problem:
            return no_update, trouble(str(problem)), no_update
        now = view_run.changed(run=changed, search=None, problem=None)
        return now.stored(), None, False if which == ids.NOTE_SAVE else no_update


def line_of(axis: str, shown: float, words: str, sweep: str) -> dict[str, Any]:
    """An annotation from what is typed: percent for accuracies, the unit of the axis for swept values."""
    scale = 0.01 if axis == "y" else PARAMETERS[sweep].scale
    return {"axis": axis, "value": round(shown * scale, 10), "text": words}
