"""Shares of answers that are no runs: design questions and dynamics, with all their figures and sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.design import Design
from backend.schemas.dynamics import Dynamics
from backend.schemas.share import Share
from frontend.features.share import ids
from frontend.kit.design_words import design_words, in_words, title_of_question
from frontend.kit.export_menu import export_menu
from frontend.kit.figures.caption import captioned
from frontend.kit.figures.designs import design_figure
from frontend.kit.figures.dynamics import Look, all_shown
from frontend.kit.icons import icon
from frontend.kit.notices import trouble
from frontend.kit.runs_table import ago
from frontend.kit.state.links import LOSS, asking, link_of_setting
from frontend.kit.theme import GRAPH_CONFIG, Scheme

USUAL_HEIGHT = 420


@dataclass(frozen=True)
class Shown:
    """One card of an answer: what is said, and its figure as plotly.js takes it, if it has one."""

    name: str
    title: str
    said: Sequence[Any]
    figure: dict[str, Any] | None
    numbers: bool = False
    """The figure has a table of its numbers."""


def head(share: Share, usual: str, link: str | None, actions: Any, note: str = "") -> list[Any]:
    """That nothing of it changes, what it is called, what its author says; and where it can be asked anew."""
    return [
        dmc.Alert(
            [
                f"Shared view, {ago(share.created_at)}: what it shows does not change. ",
                dcc.Link("Explore from here", href=link, className="back") if link and not link.startswith("/api/") else None,
            ],
            color="indigo",
            mb="md",
            className="notice",
        ),
        html.Div(
            [
                html.Div(
                    [
                        html.H1(share.title or usual),
                        html.P(share.note, className="lead said-of") if share.note else None,
                        html.P(note, className="said-of") if note else None,
                    ]
                ),
                html.Div(actions, className="actions"),
            ],
            className="stage-head",
        ),
    ]


def answer_page(share: Share, scheme: Scheme) -> Any:
    """The page of a share of something else than a run."""
    kind, answer = share.what
    assert isinstance(answer, Design | Dynamics)
    usual = title_of_question(answer.request) if isinstance(answer, Design) else "Dynamics of recurrent networks"
    link = link_of_setting(answer.request, "/" if kind == "design" else "/dynamics")
    if link and isinstance(answer, Design) and answer.request.question == "attribution":
        link = asking(link, f"{LOSS}{answer.request.split_by}")
    return html.Div(
        [
            *head(share, usual, link, _files(share.id)),
            html.Div(cards(share, scheme), id=ids.ANSWER),
            dcc.Store(id=ids.ANSWER_OF, data=share.id),
        ],
        className="page",
    )


def cards(share: Share, scheme: Scheme) -> list[Any]:
    """A card for each figure, and for what is said without one."""
    found = shown(share, scheme)
    return [_card(one) for one in found] or [trouble("Nothing was found before this was shared.", colour="blue")]


def shown(share: Share, scheme: Scheme) -> list[Shown]:
    """What there is to see of an answer, in the order of its page."""
    _kind, answer = share.what
    if isinstance(answer, Dynamics):
        # The caption of every figure says the setting.
        return [
            Shown(one.name, one.title, [html.P(line, className="summary") for line in one.sentences], one.figure, numbers=True)
            for one in all_shown(answer, Look(), scheme)
        ]
    if not isinstance(answer, Design) or not answer.answers:
        return []
    figure = design_figure(answer.request.question, answer.answers, scheme=scheme)
    words = design_words(answer)
    drawn = None if figure is None else json.loads(captioned(figure, **words).to_json())
    return [Shown("design", words["title"], in_words(answer), drawn, numbers=words["table"] is not None)]


def _card(one: Shown) -> Any:
    graph = ids.graph(one.name)
    actions = html.Div(export_menu(graph, numbers=one.numbers), className="actions") if one.figure else None
    height = (one.figure or {"layout": {}})["layout"].get("height") or USUAL_HEIGHT
    return html.Section(
        [
            html.Div([html.Div([html.H2(one.title), *one.said]), actions], className="stage-head"),
            dcc.Graph(id=graph, figure=one.figure, config=GRAPH_CONFIG, className="graph", style={"height": height})
            if one.figure
            else None,
        ],
        className="card",
    )


def _files(share_id: str) -> list[Any]:
    """The answer as files, and all of its figures as one page that needs no server."""
    links = [
        html.A(
            [icon("download", 16), kind.upper()],
            href=f"/api/v1/shares/{share_id}/export/{kind}",
            download="",
            className="action",
        )
        for kind in ("csv", "json")
    ]
    offline = html.Button([icon("download", 16), "Offline page"], id=ids.OFFLINE, className="action", type="button")
    return [*links, offline, dcc.Download(id=ids.OFFLINE_FILE)]


def story_of(share: Share, scheme: Scheme) -> dict[str, Any]:
    """The body of `POST /stories/page` that shows the figures of a share without a server."""
    steps = [
        {"title": one.title, "link": f"/s/{share.id}", "scheme": scheme, "figure": {key: one.figure[key] for key in KEYS}}
        for one in shown(share, scheme)
        if one.figure
    ]
    return {"title": share.title, "steps": steps}


KEYS = ("data", "layout")
"""What a story keeps of a figure."""
