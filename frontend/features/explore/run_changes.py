"""What a press changes of the run that Explore shows: it is cancelled or retried, and people write on it."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.run import Run
from frontend.features.explore import ids
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import trouble
from frontend.kit.state import PARAMETERS
from frontend.kit.stored import Stored
from frontend.kit.view_run import ViewRun


class RunChange(Stored):
    """What is otherwise from now on, of what the browser knows of its view and run."""

    run: Run | None = None
    problem: str | None = None
    mine: bool = False

    def stored(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_unset=True)


def register(app: Dash, api: Api) -> None:
    app.clientside_callback(
        "(changed) => window.mhoscope.explore.change(changed)",
        Output(ids.PROGRESS_TEXT, "title"),
        Input(ids.CHANGED, "data"),
        prevent_initial_call=True,
    )
    _register_buttons(app, api)
    _register_writing(app, api)


def _register_buttons(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.CHANGED, "data"),
        Input(kit_ids.CANCEL, "n_clicks"),
        Input(kit_ids.RETRY, "n_clicks"),
        State(ids.LIVE, "data"),
        prevent_initial_call=True,
    )
    async def act(_cancel: int | None, _retry: int | None, live: Any) -> Any:
        view_run = ViewRun.read(live)
        if view_run is None or view_run.run is None:
            return no_update
        try:
            act_on = api.runs.cancel if ctx.triggered_id == kit_ids.CANCEL else api.runs.retry
            run = await act_on(view_run.run.id)
        except ApiProblem as problem:
            return RunChange(problem=str(problem)).stored()
        return RunChange(run=run, problem=None, mine=True).stored()


def _register_writing(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.CHANGED, "data", allow_duplicate=True),
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
        run, pressed = view_run.run, ctx.triggered_id
        if pressed == ids.LINE_ADD and value in ("", None):
            return no_update, trouble("Enter the value at which to draw the line.", colour="blue"), no_update
        if pressed == ids.NOTE_SAVE:
            body: dict[str, Any] = {"note": note or ""}
        elif pressed == ids.LINE_ADD:
            new = line_of(axis, float(value), words or "", view_run.sweep)
            body = {"annotations": [*(line.model_dump() for line in run.annotations), new]}
        else:
            body = {"annotations": [line.model_dump() for at, line in enumerate(run.annotations) if at != pressed["at"]]}
        try:
            written = await api.runs.annotate(run.id, body)
        except ApiProblem as problem:
            return no_update, trouble(str(problem)), no_update
        return RunChange(run=written, problem=None).stored(), None, False if pressed == ids.NOTE_SAVE else no_update


def line_of(axis: str, shown: float, words: str, sweep: str) -> dict[str, Any]:
    """An annotation from what is typed: percent for accuracies, the unit of the axis for swept values."""
    scale = 0.01 if axis == "y" else PARAMETERS[sweep].scale
    return {"axis": axis, "value": round(shown * scale, 10), "text": words}
