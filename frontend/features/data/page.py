"""Data: all data sets as a table, and each by itself."""

from __future__ import annotations

import asyncio
from typing import Any

from dash import html

from frontend.features.data import ids
from frontend.features.data.bring import bring
from frontend.features.data.one import one
from frontend.features.data.table import table
from frontend.kit.client import Api, ApiProblem
from frontend.kit.help_links import explained
from frontend.kit.notices import cannot_load
from frontend.kit.theme import Scheme


async def layout(api: Api, rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    try:
        if rest:
            data, networks = await asyncio.gather(api.dataset(rest), api.networks())
            return one(data, [card for card in networks.items if card.dataset == rest])
        datasets = (await api.datasets()).items
    except ApiProblem as problem:
        return cannot_load(str(problem))
    return html.Div(
        [
            explained(html.H1("Data"), "data"),
            html.P(
                "Images or sequences, each of one class. Networks see their values from 0 to 1, "
                "and test-set noise is in units of this range.",
                className="lead",
            ),
            bring(),
            html.Div(table(datasets), id=ids.TABLE, className="card flush"),
        ],
        className="page",
    )
