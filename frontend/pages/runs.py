"""Runs: what was computed, with its state; open, retry, cancel, delete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from frontend.client import Api, ApiProblem
from frontend.components.icons import icon
from frontend.components.notices import STATE_WORDS, cannot_load, state_badge, trouble
from frontend.state.links import link_of

PAGE = 50
Run = Mapping[str, Any]


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
            html.P("Every experiment that was asked for here. The same question is never computed twice.", className="lead"),
            html.Div(
                [
                    dmc.TextInput(id="runs-search", label="Search", placeholder="network, parameter or id", debounce=300, w=260),
                    dmc.Select(id="runs-state", label="State", data=states, value="", allowDeselect=False, w=150),
                ],
                className="toolbar",
            ),
            html.Div(id="runs-trouble"),
            html.Div(table(first["items"], first["total"]), id="runs-table", className="card"),
            dcc.Interval(id="runs-tick", interval=2000),
            dcc.Store(id="runs-asked"),
            dmc.Modal(
                [
                    dmc.Text("The run and its figure go away. Its draws stay known, so asking again is quick."),
                    dmc.Group(
                        [
                            dmc.Button("Keep it", id="delete-no", variant="default"),
                            dmc.Button("Delete", id="delete-yes", color="red"),
                        ],
                        justify="flex-end",
                        mt="md",
                    ),
                ],
                id="delete-modal",
                title="Delete this run?",
                centered=True,
            ),
        ],
        className="page",
    )


def table(runs: list[Run], total: int, *, filtered: bool = False) -> Any:
    if not runs:
        text = "No run matches." if filtered else "No run yet. Choose networks on Explore, and the first one starts by itself."
        return html.Div(
            [
                html.P(text),
                dmc.Anchor(
                    "Clear the search" if filtered else "Go to Explore", href="/runs" if filtered else "/", refresh=filtered
                ),
            ],
            className="empty",
        )
    head = ("State", "Result", "Networks", "Sweep", "Asked", "")
    body = dmc.Table(
        [dmc.TableThead(dmc.TableTr([dmc.TableTh(name) for name in head])), dmc.TableTbody([_row(run) for run in runs])],
        highlightOnHover=True,
        verticalSpacing="xs",
        fz="sm",
    )
    more = (
        html.P(f"The newest {len(runs)} of {total} are shown; search for the others.", className="meaning")
        if total > len(runs)
        else None
    )
    return html.Div([dmc.TableScrollContainer(body, minWidth=860), more])


def _row(run: Run) -> Any:
    state: list[Any] = [state_badge(run["state"])]
    if run["state"] in ("queued", "running"):
        state.append(dmc.Progress(value=100 * run["progress"], size=4, mt=4, w=80, attributes={"root": {"aria-hidden": "true"}}))
    result = [html.Span(run["error"] or run["headline"], className="tabular")]
    return dmc.TableTr(
        [
            dmc.TableTd(state),
            dmc.TableTd(result),
            dmc.TableTd(", ".join(run["networks"])),
            dmc.TableTd(run["sweep"].split(".", 1)[-1]),
            dmc.TableTd(ago(run["created_at"]), style={"whiteSpace": "nowrap"}),
            dmc.TableTd(html.Div(_actions(run), className="row-actions")),
        ]
    )


def _actions(run: Run) -> list[Any]:
    offered = [("open", "open", "Open in Explore")]
    if run["state"] in ("queued", "running"):
        offered.append(("cancel", "stop", "Cancel"))
    if run["state"] in ("cancelled", "failed", "partial"):
        offered.append(("retry", "retry", "Retry"))
    offered.append(("delete", "trash", "Delete"))
    return [
        dmc.Tooltip(
            dmc.ActionIcon(
                icon(picture, 16),
                id={"type": "run-action", "do": do, "run": run["id"]},
                variant="subtle",
                color="gray",
                attributes={"root": {"aria-label": name}},
            ),
            label=name,
        )
        for do, picture, name in offered
    ]


def ago(moment: str, now: datetime | None = None) -> str:
    seconds = ((now or datetime.now(UTC)) - datetime.fromisoformat(moment)).total_seconds()
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {name} ago"
    return "just now"


def register(app: Dash, api: Api) -> None:
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
        problem_text = (asked or {}).get("problem") if ctx.triggered_id == "runs-asked" else None
        return table(found["items"], found["total"], filtered=bool(search or state)), trouble(
            problem_text
        ) if problem_text else None

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
        clicks: list[int | None], _yes: int | None, _no: int | None, asked: dict[str, Any] | None
    ) -> tuple[Any, Any, Any]:
        trigger = ctx.triggered_id
        if trigger == "delete-no":
            return no_update, no_update, False
        if trigger == "delete-yes":
            return await _do(api, "delete", (asked or {}).get("run", "")), no_update, False
        if not any(clicks) or not ctx.triggered[0]["value"]:
            return no_update, no_update, no_update
        if trigger["do"] == "delete":
            return {"run": trigger["run"]}, no_update, True
        if trigger["do"] == "open":
            try:
                return no_update, link_of(await api.get(f"/runs/{trigger['run']}")), no_update
            except ApiProblem as problem:
                return {"problem": str(problem)}, no_update, no_update
        return await _do(api, trigger["do"], trigger["run"]), no_update, no_update


async def _do(api: Api, what: str, run_id: str) -> dict[str, Any]:
    try:
        await (api.delete(f"/runs/{run_id}") if what == "delete" else api.post(f"/runs/{run_id}/{what}"))
    except ApiProblem as problem:
        return {"problem": str(problem)}
    return {"run": run_id, "did": what}
