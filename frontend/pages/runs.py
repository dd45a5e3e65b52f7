"""Runs: what was computed, with its state; open, retry, cancel, delete."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from frontend.client import Api, ApiProblem
from frontend.components.notices import STATE_WORDS, cannot_load, trouble
from frontend.components.runs import table
from frontend.state.links import link_of

PAGE = 50


def match(path: str) -> str | None:
    return "" if path == "/runs" else None


async def layout(api: Api, _rest: str, _search: str) -> Any:
    try:
        first = await api.get("/runs", limit=PAGE)
    except ApiProblem as problem:
        return cannot_load(str(problem))
    states = [{"value": "", "label": "every state"}, *({"value": key, "label": word} for key, word in STATE_WORDS.items())]
    return html.Div(
        [
            html.H1("Runs"),
            html.P(
                "Every experiment that was asked for here, newest first. The same question is never computed twice.",
                className="lead",
            ),
            html.Div(
                [
                    dmc.TextInput(id="runs-search", label="Search", placeholder="network, parameter or id", debounce=300, w=260),
                    dmc.Select(id="runs-state", label="State", data=states, value="", allowDeselect=False, w=150),
                ],
                className="toolbar",
            ),
            html.Div(id="runs-trouble", **{"aria-live": "polite"}),
            html.Div(table(first["items"], first["total"]), id="runs-table", className="card flush"),
            dcc.Interval(id="runs-tick", interval=2000),
            dcc.Store(id="runs-asked"),
            _confirm(),
        ],
        className="page",
    )


def _confirm() -> Any:
    return dmc.Modal(
        [
            dmc.Text("The run and its figure go away. Its draws stay known, so asking again is quick.", size="sm"),
            dmc.Group(
                [dmc.Button("Keep it", id="delete-no", variant="default"), dmc.Button("Delete", id="delete-yes", color="red")],
                justify="flex-end",
                mt="md",
            ),
        ],
        id="delete-modal",
        title="Delete this run?",
        centered=True,
    )


def register(app: Dash, api: Api) -> None:
    _register_table(app, api)
    _register_actions(app, api)


def _register_table(app: Dash, api: Api) -> None:
    @app.callback(
        Output("runs-table", "children"),
        Output("runs-trouble", "children"),
        Input("runs-tick", "n_intervals"),
        Input("runs-search", "value"),
        Input("runs-state", "value"),
        Input("runs-asked", "data"),
        prevent_initial_call=True,
    )
    async def refresh(_ticks: int, search: str | None, state: str | None, asked: dict[str, Any] | None) -> tuple[Any, Any]:
        try:
            found = await api.get("/runs", q=search or None, state=state or None, limit=PAGE)
        except ApiProblem as problem:
            return no_update, trouble(str(problem))
        problem_text = (asked or {}).get("problem")
        shown = table(found["items"], found["total"], filtered=bool(search or state))
        return shown, trouble(problem_text) if problem_text else None


def _register_actions(app: Dash, api: Api) -> None:
    @app.callback(
        Output("runs-asked", "data"),
        Output("url", "href"),
        Output("delete-modal", "opened"),
        Input({"type": "run-action", "do": ALL, "run": ALL}, "n_clicks"),
        Input("delete-yes", "n_clicks"),
        Input("delete-no", "n_clicks"),
        State("runs-asked", "data"),
        prevent_initial_call=True,
    )
    async def act(
        _clicks: list[int | None], _yes: int | None, _no: int | None, asked: dict[str, Any] | None
    ) -> tuple[Any, Any, Any]:
        trigger = ctx.triggered_id
        if trigger == "delete-no":
            return no_update, no_update, False
        if trigger == "delete-yes":
            return await _do(api, "delete", (asked or {}).get("run", "")), no_update, False
        if trigger is None or not ctx.triggered[0]["value"]:  # the table was drawn anew: nobody pressed anything
            return no_update, no_update, no_update
        if trigger["do"] == "delete":
            return {"run": trigger["run"]}, no_update, True
        if trigger["do"] == "open":
            return await _open(api, trigger["run"])
        return await _do(api, trigger["do"], trigger["run"]), no_update, no_update


async def _open(api: Api, run_id: str) -> tuple[Any, Any, Any]:
    try:
        return no_update, link_of(await api.get(f"/runs/{run_id}")), no_update
    except ApiProblem as problem:
        return {"problem": str(problem)}, no_update, no_update


async def _do(api: Api, what: str, run_id: str) -> dict[str, Any]:
    try:
        await (api.delete(f"/runs/{run_id}") if what == "delete" else api.post(f"/runs/{run_id}/{what}"))
    except ApiProblem as problem:
        return {"problem": str(problem)}
    return {"run": run_id, "did": what}
