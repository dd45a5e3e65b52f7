"""Train: have a network trained in Keras, and watch it learn."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from frontend.features.train import ids
from frontend.features.train.form import form
from frontend.features.train.table import MOST_LISTED, listed
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import cannot_load
from frontend.kit.theme import GRAPH_CONFIG, Scheme


async def layout(api: Api, _rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    try:
        datasets = (await api.datasets()).items
        trainings = (await api.trainings.list(limit=MOST_LISTED)).items
    except ApiProblem as problem:
        return cannot_load(str(problem))
    return html.Div(
        [
            dcc.Link("All networks", href="/networks", className="back"),
            html.H1("Train a network"),
            html.P(
                "In Keras, on this machine, in the background: leave the page if you like. "
                "The network is among the others as soon as it is done.",
                className="lead",
            ),
            html.Div(
                [
                    html.Section(form(datasets), className="card", **{"aria-label": "What to train"}),
                    html.Div(
                        [
                            html.Section(
                                [
                                    html.H2(id=ids.TRAINING_TITLE),
                                    dcc.Graph(id=ids.TRAINING_LIVE, config=GRAPH_CONFIG, style={"height": 260}),
                                ],
                                id=ids.TRAINING_CARD,
                                className="card",
                                hidden=True,
                            ),
                            html.Section(
                                [html.H2("Trainings"), html.Div(listed(trainings), id=ids.TRAININGS, **{"aria-live": "polite"})],
                                className="card",
                            ),
                        ]
                    ),
                ],
                className="train",
            ),
            dcc.Interval(id=ids.TRAININGS_TICK, interval=1000),
            dcc.Store(id=ids.TRAININGS_CHANGED),
        ],
        className="page",
    )
