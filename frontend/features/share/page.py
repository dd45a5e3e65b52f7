"""A share: a frozen run, to be read and to be explored from."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from backend.schemas.run import Run
from frontend.features.share import ids
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.export_menu import FILES, export_links, export_menu
from frontend.kit.figures.accuracy import AccuracyOptions, accuracy_figure
from frontend.kit.figures.annotations import annotate
from frontend.kit.figures.caption import captioned, curve_caption, curve_title, file_name
from frontend.kit.figures.maps import MapOptions, map_figure, rows_of
from frontend.kit.run_text import table
from frontend.kit.runs_table import ago
from frontend.kit.state import PARAMETERS
from frontend.kit.state.links import link_of
from frontend.kit.summary import map_summary, summary
from frontend.kit.theme import GRAPH_CONFIG, Scheme


async def layout(api: Api, rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    if not rest:
        return _gone()
    try:
        share = await api.share(rest)
    except ApiProblem as problem:
        if problem.status == 404:
            return _gone()
        return html.Div(dmc.Alert(str(problem), color="red"), className="page")
    run = share.run
    x, y = axes_of(run)
    link = link_of(run)
    parts: list[Any] = [
        dmc.Alert(
            [
                f"Shared view, {ago(share.created_at)}: what it shows does not change. ",
                dcc.Link("Explore from here", href=link, className="back") if not link.startswith("/api/") else None,
            ],
            color="indigo",
            mb="md",
            className="notice",
        ),
        html.Div(
            [
                html.Div(
                    [
                        html.H1(share.title or "A shared run"),
                        html.P(share.note, className="lead said-of") if share.note else None,
                        html.P(run.note, className="said-of") if run.note else None,
                    ]
                ),
                html.Div(_export(share.id), className="actions"),
            ],
            className="stage-head",
        ),
    ]
    if x is None or (run.spec.sweep.y and y is None):
        parts.append(html.P("What is swept here has no figure yet; its numbers are among the exports.", className="empty"))
        return html.Div(parts, className="page")
    parts += [
        html.Section(
            [
                html.P(map_summary(run, x, y) if y else summary(run, x), className="summary"),
                dcc.Store(id=ids.RUN, data=run.model_dump(mode="json")),
                dcc.Store(id=ids.NARROW),
                dcc.Graph(id=ids.FIGURE, config=GRAPH_CONFIG, className="graph", style=_height(run, y=bool(y), narrow=False)),
            ],
            className="card",
        ),
        html.Section([html.H2("The numbers"), html.Div(table(run, x), className="numbers")], className="card"),
    ]
    return html.Div(parts, className="page")


def _height(run: Run, *, y: bool, narrow: bool) -> dict[str, str]:
    """Maps stand below each other where there is no room beside."""
    rows = rows_of(len(run.spec.networks), narrow=narrow)
    return {"height": "clamp(340px, 56vh, 640px)" if not y or rows == 1 else f"{60 + 300 * rows}px"}


def _export(share_id: str) -> Any:
    menu = export_menu(ids.FIGURE, files=ids.FILES)
    links = dict(zip((f"{ids.FILES}{kind}" for kind, _name, _remark in FILES), export_links(f"/shares/{share_id}"), strict=True))
    for item in menu.children[1].children:
        if getattr(item, "id", None) in links:
            item.href = links[item.id]
    return menu


def _gone() -> Any:
    return html.Div(
        [
            html.H1("There is no such share"),
            html.P("It may have been revoked, or the address is not whole.", className="lead"),
            dcc.Link("Go to Explore", href="/", className="go"),
        ],
        className="page",
    )


def axes_of(run: Run) -> tuple[str | None, str | None]:
    """The keys of what runs along both axes; None for what has no name on the pages, and for no second axis."""
    keys = {parameter.field: key for key, parameter in PARAMETERS.items()}
    sweep = run.spec.sweep
    return keys.get(sweep.x.parameter), keys.get(sweep.y.parameter) if sweep.y else None


def register(app: Dash, _api: Api) -> None:
    app.clientside_callback("() => window.innerWidth < 900", Output(ids.NARROW, "data"), Input(ids.RUN, "id"))

    @app.callback(
        Output(ids.FIGURE, "figure"),
        Output(ids.FIGURE, "style"),
        Input(kit_ids.SCHEME, "data"),
        Input(ids.NARROW, "data"),
        State(ids.RUN, "data"),
    )
    async def show(scheme: Scheme | None, narrow: bool | None, stored: Any) -> tuple[Any, dict[str, str]]:
        if scheme is None or narrow is None or stored is None:
            raise PreventUpdate
        run = Run.model_validate(stored)
        x, y = axes_of(run)
        sentence = map_summary(run, x or "p", y) if y else summary(run, x or "p")
        figure = _figure(run, x or "p", y, scheme, narrow=narrow)
        captioned(figure, title=curve_title(run), caption=curve_caption(run, sentence=sentence), name=file_name(run))
        return figure, _height(run, y=bool(y), narrow=narrow)


def _figure(run: Run, x: str, y: str | None, scheme: Scheme, *, narrow: bool) -> Any:
    networks, axes = run.spec.networks, run.spec.sweep.axes
    if y:
        x_values, y_values = (axis.values for axis in axes)
        middle = (x_values[len(x_values) // 2], y_values[len(y_values) // 2])
        options = MapOptions(x, y, x_values, y_values, middle, scheme, narrow=narrow, annotations=run.annotations)
        return map_figure(run.points, run.clean, networks, options)
    figure = accuracy_figure(run.points, run.clean, networks, AccuracyOptions.of(run, x, scheme))
    return annotate(figure, run.annotations, PARAMETERS[x], scheme)
