"""Networks: the zoo as a table to sort and filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.families import FAMILIES
from backend.schemas.job import UNFINISHED
from frontend.features.networks import ids
from frontend.features.networks.bring import bring
from frontend.features.networks.one import one
from frontend.features.networks.table import Order, row_of, table
from frontend.kit.client import Api, ApiProblem
from frontend.kit.help_links import explained
from frontend.kit.notices import cannot_load
from frontend.kit.theme import Scheme
from frontend.kit.titles import dataset_title


async def layout(api: Api, rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    try:
        if rest:
            return one(await api.network(rest), (await api.weights(rest)).items)
        rows = [row_of(card) for card in (await api.networks()).items]
        datasets = (await api.datasets()).items
        under_way = [(await api.uploads.list(limit=1, state=state)).items for state in UNFINISHED]
    except ApiProblem as problem:
        return cannot_load(str(problem))
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [
                            explained(html.H1("Networks"), "zoo"),
                            html.P(
                                "Trained in Keras, with and without gaussian noise at every pre-activation. "
                                "Accuracies are on the full test set, without noise.",
                                className="lead",
                            ),
                        ]
                    ),
                    dcc.Link("Train a network", href="/networks/train", className="go"),
                ],
                className="stage-head",
            ),
            bring(datasets, next((upload for uploads in reversed(under_way) for upload in uploads), None)),
            html.Div(
                [
                    _choice(
                        ids.DATASET,
                        "Data set",
                        "every data set",
                        [(name, dataset_title(name)) for name in dict.fromkeys(row.dataset for row in rows)],
                    ),
                    _choice(
                        ids.FAMILY,
                        "Family",
                        "every family",
                        [(name, FAMILIES[name].title) for name in dict.fromkeys(row.family for row in rows)],
                    ),
                ],
                className="toolbar",
            ),
            dcc.Store(id=ids.CARDS, data=[row.model_dump(mode="json") for row in rows]),
            dcc.Store(id=ids.ORDER, data=Order().model_dump()),
            html.Div(table(rows), id=ids.TABLE, className="card flush"),
        ],
        className="page",
    )


def _choice(name: str, label: str, every: str, values: Sequence[tuple[str, str]]) -> Any:
    data = [{"value": "", "label": every}, *({"value": value, "label": title} for value, title in values)]
    return dmc.Select(id=name, label=label, data=data, value="", allowDeselect=False, w=180)
