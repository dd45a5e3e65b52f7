"""Tools with which one changes a sequence by hand, as one draws a digit for images."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.dataset import DatasetRecord
from frontend.features.see import ids
from frontend.features.see.controls import number
from frontend.kit.figures.pictures import MOST_LINES


def features_of(data: DatasetRecord) -> list[dict[str, str]]:
    """The features of a sequence, to choose from; of images the first place alone."""
    count = data.shape[1] if data.kind == "sequence" else 1
    return [{"value": str(at), "label": f"{at + 1}"} for at in range(count)]


def are_lines(shape: tuple[int, ...]) -> bool:
    """Whether sequences of this shape are drawn as lines, so that one drags a value; else one paints it on a heat map."""
    return shape[1] <= MOST_LINES


def tools(data: DatasetRecord) -> Any:
    """Shown while the data set has sequences."""
    return html.Div(
        [
            html.Div(
                [
                    dmc.Button("As it was", id=ids.AS_IT_WAS, variant="default", size="xs"),
                    dmc.Button("Undo", id=ids.UNDO_CHANGE, variant="default", size="xs"),
                ],
                className="see-tools",
            ),
            html.Div(
                [
                    number(ids.CHANGED_STEP, "Time step", 1, 1, 4096),
                    dmc.Select(
                        id=ids.FEATURE, label="Feature", data=features_of(data), value="0", allowDeselect=False, size="xs", w=80
                    ),
                    dmc.NumberInput(
                        id=ids.CHANGED_VALUE, label="Value", value=1, min=0, max=1, step=0.05, decimalScale=3, size="xs", w=80
                    ),
                    dmc.Button("Set", id=ids.SET_VALUE, variant="default", size="xs"),
                ],
                className="see-tools see-change",
            ),
        ],
        id=ids.SERIES_TOOLS,
        style={} if data.kind == "sequence" else {"display": "none"},
    )
