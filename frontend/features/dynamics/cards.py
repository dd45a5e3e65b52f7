"""The cards: for each part of an answer its figures, what they say, and what of them can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dynamics import Part
from backend.schemas.prediction_quality import PredictionQuality
from frontend.features.dynamics import ids
from frontend.features.dynamics.scene import Scene
from frontend.kit.export_menu import export_menu
from frontend.kit.figures.dynamics.basins import TITLES
from frontend.kit.figures.dynamics.lines import HEIGHT
from frontend.kit.figures.dynamics.prediction import NAME, TITLE, failures, prediction
from frontend.kit.figures.dynamics.spectrum import QUANTITIES
from frontend.kit.help_links import explained
from frontend.kit.icons import icon
from frontend.kit.tables import text_table
from frontend.kit.theme import GRAPH_CONFIG, Scheme

FIGURES: dict[str, Part] = {
    "trajectories": "trajectories",
    "distances": "distances",
    "spectrum": "spectrum",
    "steps": "spectrum",
    "gradients": "gradients",
    "blocks": "gradients",
    "after": "basins",
    "ends": "basins",
    "returns": "basins",
    "noise": "basins",
}
"""Of which part of an answer each figure is."""
ROOM = {
    "trajectories": "dynamics-short",
    "steps": "dynamics-short",
    "blocks": "dynamics-short",
    "distances": "dynamics-causes",
    "noise": "dynamics-long",
}
"""Room for sentences, where there is not one for each network."""
TALL = 520
"""Pixels of the plane."""


def cards(scene: Scene) -> list[Any]:
    return [
        _trajectories(scene),
        html.Div([_distances(scene), _gradients()], className="dynamics-two"),
        _spectrum(scene),
        _basins(scene),
    ]


def looked_at(scene: Scene) -> Any:
    """Which network the first cards are of."""
    return html.Div(
        [
            dmc.Select(
                id=ids.NETWORK,
                label="Look at",
                value=str(scene.network),
                data=[{"value": str(scene.network), "label": "the network"}],
                allowDeselect=False,
                size="xs",
                comboboxProps={"withinPortal": True},
                className="dynamics-look-network",
            ),
            html.Div(
                dmc.Select(
                    id=ids.LAYER,
                    label="Layer",
                    value=str(scene.layer),
                    data=[{"value": str(scene.layer), "label": "the layer"}],
                    allowDeselect=False,
                    size="xs",
                    comboboxProps={"withinPortal": True},
                ),
                id=ids.LAYER_BOX,
                style={"display": "none"},
            ),
        ],
        className="toolbar dynamics-look",
    )


def prediction_card(quality: PredictionQuality | None, scheme: Scheme) -> Any:
    """How well accuracies are predicted without chips, as it was measured; its figure follows the theme (showing.py)."""
    shown = prediction(quality, scheme) if quality else None
    content: list[Any] = [html.P("It was not measured how well accuracies are predicted.", className="meaning")]
    if quality and shown:
        head, rows = failures(quality)
        content = [
            html.Div([html.P(sentence) for sentence in shown.sentences], className="dynamics-said dynamics-short"),
            html.Div(
                [
                    _figure(NAME, figure=shown.figure),
                    html.Div([html.H3("Those that differ most"), text_table(head, rows, width=420)]),
                ],
                className="dynamics-two",
            ),
        ]
    return _card(TITLE, *content, topic="dynamics-prediction")


def _trajectories(scene: Scene) -> Any:
    controls = [
        _segments(ids.MEANS, "Trajectories of", scene.means, {"images": "images", "means": "class means"}),
        _segments(ids.CHIP, "Noisy states of", str(scene.chip), {"0": "no chip", "1": "chip 1"}),
    ]
    player = html.Div(
        [
            html.Button(
                [icon("play", 16), "Play"],
                id=ids.PLAY,
                type="button",
                className="action dynamics-play",
                **{"aria-pressed": "false"},
            ),
            dmc.Slider(
                id=ids.STEP,
                value=8,
                min=1,
                max=8,
                step=1,
                size="sm",
                updatemode="drag",
                thumbLabel="Time step",
                className="dynamics-step",
            ),
            html.Span("step 8 of 8", id=ids.STEP_TEXT, className="dynamics-step-text"),
        ],
        className="dynamics-player",
    )
    return _card(
        "Trajectories",
        _figure("trajectories", height=TALL, before=controls),
        player,
        topic="dynamics-trajectories",
        said=("trajectories",),
    )


def _distances(scene: Scene) -> Any:
    controls = [
        dmc.Select(
            id=ids.CAUSE,
            value=scene.cause,
            data=[
                {"value": "", "label": "every cause"},
                *([{"value": scene.cause, "label": scene.cause}] if scene.cause else []),
            ],
            allowDeselect=False,
            size="xs",
            attributes={"input": {"aria-label": "Cause of noise"}},
            comboboxProps={"withinPortal": True},
            w=190,
        ),
        _segments(ids.LOG, "Axes", scene.log, {"linear": "linear", "log": "log"}),
    ]
    return _card(
        "Distance from the clean states", _figure("distances", before=controls), topic="dynamics-distances", said=("distances",)
    )


def _gradients() -> Any:
    blocks = html.Div(_figure("blocks", title="At stacked blocks"), id=ids.box("blocks"), style={"display": "none"})
    return _card("Gradients through time", _figure("gradients"), blocks, topic="dynamics-gradients", said=("gradients",))


def _spectrum(scene: Scene) -> Any:
    quantities = {key: title for key, (title, _axis, _scale) in QUANTITIES.items()}
    figures = [
        _figure("spectrum", title="Exponents by rank"),
        _figure("steps", before=[_segments(ids.QUANTITY, "Quantity", scene.quantity, quantities)]),
    ]
    return _card(
        "Lyapunov exponents and Jacobians",
        html.Div(figures, className="dynamics-two"),
        html.Div(id=ids.SPECTRUM_TABLE, className="dynamics-table"),
        topic="dynamics-spectrum",
    )


def _basins(scene: Scene) -> Any:
    drives = {"silence": "silence", "image": "the image again"}
    return _card(
        "After the image: basins",
        html.Div([_segments(ids.DRIVE, "Input after the image", scene.drive, drives)], className="figure-options"),
        html.Div([_figure(name, title=title) for name, title in TITLES.items()], className="dynamics-two"),
        topic="dynamics-basins",
    )


def _card(title: str, *content: Any, topic: str, said: Sequence[str] = ()) -> Any:
    return html.Section(
        [explained(html.H2(title), topic), *(_said(name) for name in said), *content],
        className="card dynamics-card",
        **{"aria-label": title},
    )


def _said(name: str) -> Any:
    return html.Div(id=ids.said(name), className=f"dynamics-said {ROOM.get(name, '')}".strip(), **{"aria-live": "off"})


def _figure(name: str, *, title: str = "", height: int = HEIGHT, before: Sequence[Any] = (), figure: Any = None) -> Any:
    """A figure with what is chosen of it, its exports and, where it has a title of its own, what is said of it."""
    head = [html.H3(title)] if title else []
    given = {} if figure is None else {"figure": figure}
    says = [_said(name)] if title or name == "steps" else []
    return html.Div(
        [
            html.Div(
                [*head, *before, html.Div(export_menu(ids.graph(name), numbers=True), className="actions")],
                className="dynamics-figure-head",
            ),
            *says,
            dcc.Graph(id=ids.graph(name), config=GRAPH_CONFIG, className="graph", style={"height": height}, **given),
        ],
        className="dynamics-figure",
    )


def _segments(name: str, label: str, value: str, choices: dict[str, str]) -> Any:
    return dmc.SegmentedControl(
        id=name,
        value=value,
        data=[{"value": key, "label": said} for key, said in choices.items()],
        size="xs",
        attributes={"root": {"aria-label": label}},
    )
