"""A share: a frozen run, to be read and to be explored from."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.spec import Spec
from frontend.features.share import ids
from frontend.features.share.answer import answer_page, head
from frontend.features.share.figure import axes_of, height
from frontend.kit.client import Api, ApiProblem
from frontend.kit.export_menu import FILES, export_links, export_menu
from frontend.kit.figures.caption import setting
from frontend.kit.run_text import table
from frontend.kit.state.links import link_of
from frontend.kit.summary import map_summary, summary
from frontend.kit.theme import GRAPH_CONFIG, Scheme


async def layout(api: Api, rest: str, _search: str, scheme: Scheme = "light") -> Any:
    if not rest:
        return _gone()
    try:
        share = await api.share(rest)
    except ApiProblem as problem:
        if problem.status == 404:
            return _gone()
        return html.Div(dmc.Alert(str(problem), color="red"), className="page")
    if share.run is None:
        return answer_page(share, scheme)
    run = share.run
    x, y = axes_of(run)
    parts: list[Any] = head(share, "A shared run", link_of(run), _export(share.id), run.note)
    if x is None or (run.spec.sweep.y and y is None):
        parts.append(html.P("What is swept here has no figure yet; its numbers are among the exports.", className="empty"))
        return html.Div(parts, className="page")
    parts += [
        html.Section(
            [
                html.P(map_summary(run, x, y) if y else summary(run, x), className="summary"),
                html.P(_setting(run.spec), className="meaning"),
                dcc.Store(id=ids.RUN, data=run.model_dump(mode="json")),
                dcc.Store(id=ids.NARROW),
                dcc.Graph(id=ids.FIGURE, config=GRAPH_CONFIG, className="graph", style=height(run, y=bool(y), narrow=False)),
            ],
            className="card",
        ),
        html.Section([html.H2("The numbers"), html.Div(table(run, x), className="numbers")], className="card"),
    ]
    return html.Div(parts, className="page")


def _setting(spec: Spec) -> str:
    """What the points were simulated with, where it is more than what is swept."""
    return setting(spec, spec.seed, swept=[axis.parameter for axis in spec.sweep.axes])


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
            html.P("It may have been revoked, or the address is incomplete.", className="lead"),
            dcc.Link("Go to Explore", href="/", className="go"),
        ],
        className="page",
    )
