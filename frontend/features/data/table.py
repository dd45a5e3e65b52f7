"""The table of data sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dataset import NOT_SAID, DatasetInfo
from frontend.features.data.words import ORIGINS, shape_of, training_images, whereabouts

# Column: heading, whether it is a number.
COLUMNS = (
    ("Data set", False),
    ("Each is", False),
    ("Classes", True),
    ("Training", True),
    ("Test", True),
    ("Licence", False),
    ("Here", False),
)


def table(datasets: Sequence[DatasetInfo]) -> Any:
    head = dmc.TableTr([html.Th(name, scope="col", className="number" if number else "") for name, number in COLUMNS])
    body = dmc.Table(
        [dmc.TableThead(head), dmc.TableTbody([_row(one) for one in datasets])],
        highlightOnHover=True,
        fz="sm",
        className="tabular data-sets",
    )
    return dmc.TableScrollContainer(body, minWidth=860)


def _row(data: DatasetInfo) -> Any:
    by = "" if data.citation == NOT_SAID else f"{data.citation} ({data.year})"
    name = [
        dcc.Link(data.title, href=f"/data/{data.name}"),
        html.Span(f"{data.name}, {ORIGINS[data.origin]}", className="hint"),
        html.Span(by, className="hint"),
    ]
    numbers = (f"{len(data.classes):,}", training_images(data), f"{data.test_images:,}")
    return dmc.TableTr(
        [
            dmc.TableTd(html.Div(name, className="data-name wrap")),
            dmc.TableTd([f"{data.kind}, ", html.Span(shape_of(data), className="nowrap")]),
            *(dmc.TableTd(text, className="number") for text in numbers),
            dmc.TableTd(data.licence),
            dmc.TableTd(whereabouts(data), className="wrap data-here"),
        ]
    )
