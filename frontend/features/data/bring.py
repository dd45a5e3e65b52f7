"""Bringing a data set of one's own: where its file is dropped, what is asked of it, and what came of it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dataset import DatasetInfo
from frontend.features.data import ids
from frontend.features.data.words import shape_of, training_images
from frontend.kit.drop import drop_zone, sending
from frontend.kit.help_links import explained
from frontend.kit.notices import trouble

KINDS = {"": "as the file says, else images", "image": "images", "sequence": "sequences"}
WHAT = (
    ": .npz with x_test and y_test, and to train on x_train and y_train; classes may name the classes. Images are "
    "(n, height, width) or (n, height, width, channels), sequences (n, time steps, features), labels whole numbers from 0. "
    "It is read as data: no code of it is run. At most 256 MB."
)


def bring() -> Any:
    return html.Section(
        [
            explained(html.H2("Add your own data set"), "own-data"),
            drop_zone(ids.DROP, ids.CHOOSE, html.P([html.Strong("Drop a file on this page"), WHAT])),
            _details(),
            sending(ids.PROGRESS, words=ids.PROGRESS_WORDS, bar=ids.PROGRESS_BAR, cancel=ids.CANCEL),
            html.Div(id=ids.RESULT, **{"aria-live": "polite"}),
            dcc.Store(id=ids.BEGUN),
            dcc.Store(id=ids.ENDED),
        ],
        className="card",
    )


def _details() -> Any:
    """What is asked of a file; hidden until there is one."""
    return html.Div(
        [
            html.P(id=ids.FILE, className="meaning", role="status"),
            html.Div(
                [
                    dmc.TextInput(id=ids.NAME, label="Name", description="lower case, digits, -"),
                    dmc.TextInput(id=ids.TITLE, label="Title", description="for people; else the name"),
                    dmc.Select(
                        id=ids.KIND,
                        label="Holds",
                        description="(n, a, b) may be either",
                        data=[{"value": value, "label": words} for value, words in KINDS.items()],
                        value="",
                        allowDeselect=False,
                    ),
                    dmc.TextInput(id=ids.LICENCE, label="Licence", description="if you share it"),
                    dmc.TextInput(id=ids.CITATION, label="Source", description="whose data it is"),
                ],
                className="data-form",
            ),
            dmc.Button("Add data set", id=ids.ADD, mt="sm"),
        ],
        id=ids.DETAILS,
        hidden=True,
    )


def added(data: DatasetInfo) -> Any:
    """What there is now, and what was found and done to read it."""
    counts = f"{training_images(data)} training and {data.test_images:,} test {data.kind}s of {len(data.classes):,} classes"
    return dmc.Alert(
        [
            html.P([html.Strong(f"{data.title} was added"), f": {counts}, {shape_of(data)} each."], className="data-said"),
            *([html.Ul([html.Li(note) for note in data.notes])] if data.notes else []),
            html.Div(
                [
                    dcc.Link("Look at it", href=f"/data/{data.name}", className="go"),
                    dcc.Link("Train a network on it", href="/networks/train", className="back"),
                    dcc.Link("Add a network for it", href="/networks", className="back"),
                ],
                className="toolbar data-next",
            ),
        ],
        color="green",
        mt="sm",
        className="notice",
    )


def not_added(error: str) -> Any:
    return trouble(f"Nothing was added. {error}")
