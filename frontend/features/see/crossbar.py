"""One crossbar as a picture, before and after it was programmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.inspect import CrossbarPicture
from backend.schemas.network import NetworkCard
from frontend.features.see import ids
from frontend.features.see.controls import number
from frontend.features.see.view import Scene
from frontend.kit.crossbars import rows_of
from frontend.kit.export_menu import export_menu
from frontend.kit.help_links import explained
from frontend.kit.theme import GRAPH_CONFIG

WINDOW = 64
"""Rows and columns of a window in which every weight is shown."""
ZOOMS = (("whole", "all of it"), ("window", f"{WINDOW} × {WINDOW}"))
TITLES = (
    ("target", "Target"),
    ("programmed", "Programmed"),
    ("error", "Difference"),
    ("carried", "Effective, with wire resistance"),
)


def crossbar_tab(scene: Scene, layers: Sequence[Mapping[str, str]]) -> list[Any]:
    return [
        html.Section(
            [
                explained(html.H2("A crossbar before and after programming"), "mapping"),
                html.P(id=ids.CROSSBAR_NOTE, className="meaning", **{"aria-live": "polite"}),
                html.Div(
                    [
                        dmc.Select(
                            id=ids.LAYER,
                            label="Layer",
                            value=layers[0]["value"] if scene.layer is None else str(scene.layer),
                            data=list(layers),
                            allowDeselect=False,
                            size="xs",
                            w=220,
                        ),
                        _choice(
                            ids.PART,
                            "Quantity",
                            scene.part,
                            (("weights", "weight"), ("positive", "G+"), ("negative", "G−")),
                        ),
                        _choice(ids.ZOOM, "Region", scene.zoom, ZOOMS),
                        html.Div(
                            [
                                number(ids.TOP, "from row", scene.top, 0, 65_535),
                                number(ids.LEFT, "from column", scene.left, 0, 65_535),
                            ],
                            className="see-numbers",
                            id=ids.WINDOW,
                        ),
                    ],
                    className="toolbar",
                ),
                html.Div(
                    [
                        html.Figure(
                            [
                                html.Div(
                                    [
                                        html.Figcaption(title, id=ids.crossbar_title(name)),
                                        export_menu(
                                            ids.crossbar(name),
                                            numbers=True,
                                            commands=ids.commands(f"crossbar-{name}"),
                                        ),
                                    ],
                                    className="see-figure-head",
                                ),
                                dcc.Graph(id=ids.crossbar(name), config=GRAPH_CONFIG, style={"height": 440}),
                            ],
                            id=ids.crossbar_box(name),
                        )
                        for name, title in TITLES
                    ],
                    className="see-arrays",
                ),
            ],
            className="card",
        )
    ]


def _choice(name: str, label: str, value: str, options: Sequence[tuple[str, str]]) -> Any:
    return html.Div(
        [
            html.Div(label, className="choice-label", id=ids.label_of(name)),
            dmc.SegmentedControl(
                id=name,
                value=value,
                data=[{"value": key, "label": text} for key, text in options],
                size="xs",
                attributes={"root": {"aria-labelledby": ids.label_of(name)}},
            ),
        ]
    )


def layer_options(card: NetworkCard) -> list[dict[str, str]]:
    """A network's layers with weights, to choose from."""
    return [
        {"value": str(layer), "label": f"{layer + 1}: {row.name}, {row.crossbar}"}
        for layer, row in enumerate(rows_of(card))
        if row.crossbar
    ]


def note(shown: CrossbarPicture, chip: int) -> str:
    """What is seen, how coarse it is, and how large the error is."""
    if shown.digital:
        return f"{shown.rows} × {shown.columns} weights of a digital layer: exact, without an array and without devices."
    rows, columns = shown.cell
    text = f"{shown.rows} × {shown.columns} weights, chip {chip}"
    text += "." if shown.unit == "weight" else f", one of the two devices of each, in {shown.unit}."
    if (rows, columns) != (1, 1):
        text += (
            f" Each cell stands for {rows} × {columns} weights: their mean, in which errors partly cancel, and the root mean "
            f"square of their error. Choose {WINDOW} × {WINDOW} to see single weights."
        )
    text += f" Root mean square error of the whole crossbar: {shown.rms_error:.4g}"
    window = shown.high - shown.low
    text += f", {100 * shown.rms_error / window:.3g} % of the range from {shown.low:.4g} to {shown.high:.4g}."
    return f"{text} {shown.note}".strip()
