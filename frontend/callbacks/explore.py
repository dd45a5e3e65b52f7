"""What happens on Explore: settings to a run, a run to figures."""

from __future__ import annotations

import json
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from frontend.callbacks import energy
from frontend.callbacks.showing import progress_text, reproduce, summary, table
from frontend.client import Api, ApiProblem
from frontend.components.controls import keep_in_step
from frontend.components.notices import state_badge, trouble
from frontend.figures.accuracy import accuracy_figure
from frontend.state import PARAMETERS, View, spec_of, to_search
from frontend.theme import Scheme

FIELDS = {
    "networks": ("networks", "value"),
    "sweep": ("sweep", "value"),
    "start": ("start", "value"),
    "stop": ("stop", "value"),
    "count": ("count", "value"),
    "programming": ("programming-slider", "value"),
    "read": ("read-slider", "value"),
    "reference": ("reference", "value"),
    "test_kind": ("test-kind", "value"),
    "test_level": ("test-level-slider", "value"),
    "weight_bits": ("weight-bits", "value"),
    "adc_bits": ("adc-bits", "value"),
    "dac_bits": ("dac-bits", "value"),
    "images": ("images", "value"),
    "half_width": ("half-width", "value"),
    "max_draws": ("max-draws", "value"),
    "seed": ("seed", "value"),
}
HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}
UNFINISHED = ("queued", "running")


def view_from(values: dict[str, Any]) -> View:
    """The view that the controls show; an emptied number has its default. Raises ValidationError."""
    usual = View()
    clean = {field: (getattr(usual, field) if value in ("", None) else value) for field, value in values.items()}
    clean["networks"] = tuple(values.get("networks") or ())
    return View.model_validate(clean)


def register(app: Dash, api: Api) -> None:
    keep_in_step(app)
    energy.register(app, api)
    _register_begin(app, api)
    _register_figures(app)
    _register_buttons(app, api)
    app.clientside_callback(
        "(begun) => window.mhoscope.follow(begun)", Output("poll", "disabled"), Input("begun", "data"), prevent_initial_call=True
    )

    @app.callback(
        Output("live", "data", allow_duplicate=True),
        Input("poll", "n_intervals"),
        State("live", "data"),
        prevent_initial_call=True,
    )
    async def poll(_ticks: int, live: dict[str, Any] | None) -> Any:
        """Where the event stream cannot be had, ask."""
        run = (live or {}).get("run")
        if not live or not run or run["state"] not in UNFINISHED:
            return no_update
        try:
            return {**live, "run": await api.get(f"/runs/{run['id']}")}
        except ApiProblem as problem:
            return {**live, "problem": str(problem)}


def _register_begin(app: Dash, api: Api) -> None:
    @app.callback(
        output=Output("begun", "data"),
        inputs={"values": {name: Input(*place) for name, place in FIELDS.items()}},
        state={"live": State("live", "data")},
    )
    async def begin(values: dict[str, Any], live: dict[str, Any] | None) -> Any:
        return await begun(api, values, live)


async def begun(api: Api, values: dict[str, Any], live: dict[str, Any] | None) -> dict[str, Any]:
    """Submit what the controls show. What this page had under way and nobody waits for any more is cancelled."""
    try:
        view = view_from(values)
    except ValidationError as error:
        first = error.errors()[0]
        return {"run": None, "problem": f"{first['loc'][0]}: {first['msg']}", "search": None}
    base: dict[str, Any] = {
        "search": to_search(view),
        "sweep": view.sweep,
        "now": view.value_of(view.sweep),
        "spec": spec_of(view),
    }
    if not view.networks:
        return {**base, "run": None, "problem": None}
    try:
        run = await api.post("/runs", base["spec"])
    except ApiProblem as problem:
        return {**base, "run": None, "problem": str(problem)}
    previous = (live or {}).get("run")
    if previous and previous["id"] != run["id"] and previous["state"] in UNFINISHED and (live or {}).get("mine"):
        try:
            await api.post(f"/runs/{previous['id']}/cancel")
        except ApiProblem as problem:
            if problem.status not in (404, 409):  # it ended or was deleted meanwhile
                return {**base, "run": run, "problem": str(problem), "mine": True}
    return {**base, "run": run, "problem": None, "mine": run["state"] == "queued" and not run["points"]}


def _register_figures(app: Dash) -> None:
    @app.callback(
        Output("accuracy", "figure"),
        Output("summary", "children"),
        Output("numbers", "children"),
        Output("state", "children"),
        Output("progress-text", "children"),
        Output("progress", "value"),
        Output("trouble", "children"),
        Output("cancel", "style"),
        Output("retry", "style"),
        Output("csv", "href"),
        Output("json", "href"),
        Input("live", "data"),
        Input("scheme", "data"),
        prevent_initial_call=True,
    )
    async def show(live: dict[str, Any] | None, scheme: Scheme | None) -> tuple[Any, ...]:
        if live is None or scheme is None:
            raise PreventUpdate
        return shown(live, scheme)

    @app.callback(Output("conversion", "children"), Input("programming-slider", "value"), Input("reference", "value"))
    async def convert(sigma: float | None, reference: str) -> str:
        value = sigma or 0.0
        if reference == "range":
            return f"{value:g} % of the weight range is {2 * value:g} % of max |w|: the range goes from -max |w| to +max |w|."
        return f"{value:g} % of max |w| is {value / 2:g} % of the weight range."

    @app.callback(Output("test-level-box", "style"), Input("test-kind", "value"), Input("sweep", "value"))
    async def level(kind: str, sweep: str) -> dict[str, str]:
        return SHOWN if kind != "none" or sweep == "l" else HIDDEN

    @app.callback(
        Output("start", "value"),
        Output("stop", "value"),
        Output("start", "max"),
        Output("stop", "max"),
        Input("sweep", "value"),
        prevent_initial_call=True,
    )
    async def usual_range(sweep: str) -> tuple[float, float, float, float]:
        parameter = PARAMETERS[sweep]
        low, high = (1, 8) if parameter.whole else (0, {"%": 20, "": 0.5}[parameter.unit])
        return low, high, parameter.largest, parameter.largest


def shown(live: dict[str, Any], scheme: Scheme) -> tuple[Any, ...]:
    """Everything on the page that follows from a run."""
    run = live.get("run")
    if run is None:
        figure = accuracy_figure([], {}, [], sweep=live.get("sweep") or "p", now=None, scheme=scheme)
        problem = live.get("problem")
        hint = trouble(problem) if problem else trouble("Choose at least one network on the left.", colour="blue")
        return figure, "", "", "", "", 0, hint, HIDDEN, HIDDEN, "#", "#"
    sweep = live.get("sweep") or "p"
    spec = run["spec"]
    figure = accuracy_figure(
        run["points"],
        run["clean"],
        spec["networks"],
        sweep=sweep,
        now=live.get("now"),
        scheme=scheme,
        confidence=spec["sampling"]["confidence"],
        values=spec["sweep"]["x"]["values"],
    )
    notes = [trouble(text) for text in (live.get("problem"), run.get("error")) if text]
    if live.get("waiting"):
        notes.append(
            trouble(
                "No worker has started on this run yet: all are busy, or none is running. `mhoscope doctor` tells.",
                colour="yellow",
            )
        )
    return (
        figure,
        summary(run, sweep),
        table(run, sweep),
        state_badge(run["state"]),
        progress_text(run),
        100 * run["progress"],
        notes,
        SHOWN if run["state"] in UNFINISHED else HIDDEN,
        SHOWN if run["state"] in ("cancelled", "failed", "partial") else HIDDEN,
        f"/api/v1/runs/{run['id']}/export/csv",
        f"/api/v1/runs/{run['id']}/export/json",
    )


def _register_buttons(app: Dash, api: Api) -> None:
    @app.callback(
        Output("begun", "data", allow_duplicate=True),
        Input("cancel", "n_clicks"),
        Input("retry", "n_clicks"),
        State("live", "data"),
        prevent_initial_call=True,
    )
    async def act(_cancel: int | None, _retry: int | None, live: dict[str, Any] | None) -> Any:
        run = (live or {}).get("run")
        if not live or not run:
            return no_update
        try:
            run = await api.post(f"/runs/{run['id']}/{ctx.triggered_id}")
        except ApiProblem as problem:
            return {**live, "problem": str(problem)}
        return {**live, "run": run, "problem": None, "search": None}

    @app.callback(
        Output("reproduce-modal", "opened"),
        Output("reproduce", "children"),
        Input("reproduce-open", "n_clicks"),
        State("begun", "data"),
        State("url", "href"),
        prevent_initial_call=True,
    )
    async def open_reproduce(_clicks: int | None, now: dict[str, Any] | None, href: str | None) -> tuple[bool, Any]:
        origin = "/".join((href or "").split("/")[:3])
        return True, reproduce(json.dumps((now or {}).get("spec", {}), indent=2), origin)
