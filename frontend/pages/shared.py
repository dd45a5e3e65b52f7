"""A share: a frozen run, to be read and to be explored from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from frontend.callbacks.showing import table
from frontend.client import Api, ApiProblem
from frontend.components.runs import ago
from frontend.components.summary import summary
from frontend.figures.accuracy import accuracy_figure
from frontend.state import PARAMETERS
from frontend.state.links import link_of
from frontend.theme import GRAPH_CONFIG, Scheme


def match(path: str) -> str | None:
    return path.removeprefix("/s/") if path.startswith("/s/") else None


async def layout(api: Api, rest: str, _search: str) -> Any:
    try:
        share = await api.get(f"/shares/{rest}")
    except ApiProblem as problem:
        if problem.status == 404:
            return _gone()
        return html.Div(dmc.Alert(str(problem), color="red"), className="page")
    run = share["run"]
    sweep = sweep_of(run)
    parts: list[Any] = [
        dmc.Alert(
            [
                f"A view that someone shared {ago(share['created_at'])}: what it shows does not change. ",
                dcc.Link("Explore from here", href=link_of(run), className="back") if sweep_of(run) else None,
            ],
            color="indigo",
            mb="md",
        ),
        html.H1(share["title"] or "A shared run"),
        html.P(share["note"], className="lead") if share["note"] else None,
    ]
    if sweep is None:
        parts.append(html.P("This run has no curve that can be drawn; its numbers are in the API.", className="empty"))
    else:
        parts += [
            html.Section(
                [
                    html.P(summary(run, sweep), className="summary"),
                    dcc.Store(id="shared-run", data=run),
                    dcc.Graph(id="shared-figure", config=GRAPH_CONFIG, style={"height": "clamp(340px, 56vh, 640px)"}),
                ],
                className="card",
            ),
            html.Section([html.H2("The numbers"), html.Div(table(run, sweep), className="numbers")], className="card"),
        ]
    return html.Div(parts, className="page")


def _gone() -> Any:
    return html.Div(
        [
            html.H1("There is no such share"),
            html.P("It may have been revoked, or the address is not whole.", className="lead"),
            dcc.Link("Go to Explore", href="/", className="go"),
        ],
        className="page",
    )


def sweep_of(run: Mapping[str, Any]) -> str | None:
    """The key of what runs along the axis; None for a map."""
    field = run["spec"]["sweep"]["x"]["parameter"]
    if run["spec"]["sweep"].get("y"):
        return None
    return next((key for key, parameter in PARAMETERS.items() if parameter.field == field), None)


def register(app: Dash, _api: Api) -> None:
    @app.callback(
        Output("shared-figure", "figure"),
        Input("scheme", "data"),
        Input("shared-run", "data"),
        State("shared-run", "id"),
    )
    async def show(scheme: Scheme | None, run: Mapping[str, Any] | None, _id: str) -> Any:
        if scheme is None or run is None:
            raise PreventUpdate
        spec = run["spec"]
        return accuracy_figure(
            run["points"],
            run["clean"],
            spec["networks"],
            sweep=sweep_of(run) or "p",
            now=None,
            scheme=scheme,
            confidence=spec["sampling"]["confidence"],
            values=spec["sweep"]["x"]["values"],
            energy={network: estimate["total_pj"] for network, estimate in run["energy"].items()},
        )
