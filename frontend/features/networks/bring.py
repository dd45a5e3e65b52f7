"""Bringing a network of one's own: where its file is dropped, what is asked of it, and its way into the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dataset import DatasetInfo
from backend.schemas.input_values import ANYWHERE, AUTO, BYTES, FIRST, LAST, SYMMETRIC, UNIT
from backend.schemas.upload import FROM_PYTORCH, Upload
from frontend.features.networks import ids
from frontend.kit.drop import drop_zone, sending
from frontend.kit.help_links import explained

NUMBERS = "numbers"
"""A mean and a standard deviation, which are typed."""
INPUTS = {
    AUTO: "found on training images",
    UNIT: "0 to 1",
    BYTES: "0 to 255",
    SYMMETRIC: "-1 to 1",
    NUMBERS: "mean and deviation",
}
KINDS_OF_FILES = (
    ": .keras or .h5 as Keras saves a whole model, .onnx, or .npz as downloaded here; with a .safetensors beside it, if the "
    "weights are in one. It is read as data: no code of it is run."
)
CHANNELS = {ANYWHERE: "as its shape says", FIRST: "first", LAST: "last"}


def bring(datasets: Sequence[DatasetInfo], under_way: Upload | None) -> Any:
    """The card on the page; an upload that is `under_way` is followed."""
    return html.Section(
        [
            explained(html.H2("Add your own network"), "own-network"),
            drop_zone(
                ids.DROP,
                ids.CHOOSE,
                [
                    html.P([html.Strong("Drop a file on this page"), KINDS_OF_FILES]),
                    html.Details([html.Summary("From PyTorch"), html.Code(FROM_PYTORCH)]),
                ],
            ),
            html.Div(id=ids.LOOKING, role="status", className="meaning", **{"aria-live": "polite"}),
            sending(
                ids.PROGRESS,
                words=ids.PROGRESS_WORDS,
                bar=ids.PROGRESS_BAR,
                cancel=ids.CANCEL,
                hidden=under_way is None,
            ),
            html.Div(id=ids.RESULT, **{"aria-live": "polite"}),
            _details(datasets),
            dcc.Store(id=ids.FOUND),
            dcc.Store(id=ids.BEGUN, data=None if under_way is None else under_way.model_dump(mode="json")),
            dcc.Store(id=ids.ENDED),
        ],
        className="card",
    )


def _details(datasets: Sequence[DatasetInfo]) -> Any:
    """What is asked of a file, and what it holds; hidden until there is one."""
    here = [item for item in datasets if item.present]
    return html.Div(
        [
            html.Div(
                [
                    dmc.Select(
                        id=ids.FOR_DATASET,
                        label="Trained on",
                        data=[{"value": item.name, "label": item.title} for item in here],
                        value=here[0].name,
                        allowDeselect=False,
                        w=230,
                    ),
                    dmc.TextInput(id=ids.NAME, label="Name", w=220),
                    dmc.Select(
                        id=ids.INPUTS,
                        label="Inputs it was trained with",
                        data=[{"value": value, "label": words} for value, words in INPUTS.items()],
                        value=AUTO,
                        allowDeselect=False,
                        w=245,
                    ),
                    html.Div(
                        dmc.TextInput(id=ids.NUMBERS, label="Mean, deviation", placeholder="0.1307,0.3081", debounce=True, w=200),
                        id=ids.NUMBERS_BOX,
                        hidden=True,
                    ),
                    html.Div(
                        dmc.Select(
                            id=ids.CHANNELS,
                            label="Channels of its input",
                            data=[{"value": value, "label": words} for value, words in CHANNELS.items()],
                            value=ANYWHERE,
                            allowDeselect=False,
                            w=200,
                        ),
                        id=ids.CHANNELS_BOX,
                        hidden=True,
                    ),
                ],
                className="toolbar",
            ),
            html.Div(dmc.Button("Add network", id=ids.ADD, mt="sm"), id=ids.ADD_BOX, hidden=True),
            html.Div(id=ids.PREVIEW),
        ],
        id=ids.DETAILS,
        hidden=True,
    )
