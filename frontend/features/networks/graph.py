"""A network drawn layer by layer: the place for the drawing, what its boxes mean, and how large it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, dcc, html

from backend.schemas.network_graph import LayerInGraph
from frontend.features.networks import ids
from frontend.features.networks.drawing import drawing_of


def graph(layers: Sequence[LayerInGraph], input_shape: Sequence[int], classes: int | None) -> list[Any]:
    """The drawing with its legend and zoom; a table of the layers says the same to who cannot see it."""
    on_crossbars = sum(1 for layer in layers if layer.crossbar)
    said = f"Graph of the network: {len(layers)} layers, {on_crossbars} of them on crossbars"
    return [
        html.Div(
            [
                html.Div(
                    [
                        html.Span("on crossbars: weights as rows × columns", className="on-crossbars"),
                        html.Span("digital"),
                    ],
                    className="graph-keys",
                ),
                html.Div(
                    [_zoom(ids.ZOOM_OUT, "\N{MINUS SIGN}", "Smaller"), _zoom(ids.ZOOM_IN, "+", "Larger")], className="graph-zoom"
                ),
            ],
            className="graph-head",
        ),
        html.Div(id=ids.GRAPH, className="network-graph", role="img", tabIndex=0, **{"aria-label": said}),
        dcc.Store(id=ids.DRAWING, data=drawing_of(layers, input_shape, classes).to_json()),
    ]


def _zoom(name: str, sign: str, words: str) -> Any:
    return html.Button(sign, id=name, className="action", type="button", title=words, **{"aria-label": words})


def register(app: Dash) -> None:
    """Drawn by graph.js, in the browser."""
    browser: Any = app.clientside_callback
    place = json.dumps(ids.GRAPH)
    browser(
        f"(drawing) => window.mhoscope.networks.draw(drawing, {place})",
        Output(ids.GRAPH, "className"),
        Input(ids.DRAWING, "data"),
    )
    for name, direction in ((ids.ZOOM_IN, 1), (ids.ZOOM_OUT, -1)):
        browser(
            f"(clicks, drawing) => window.mhoscope.networks.zoomBy({direction}, drawing, {place})",
            Output(name, "className"),
            Input(name, "n_clicks"),
            State(ids.DRAWING, "data"),
            prevent_initial_call=True,
        )
