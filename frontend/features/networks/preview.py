"""What a file holds, before its network is added, and what came of adding it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.input_values import AUTO, in_words
from backend.schemas.network import NetworkCard
from backend.schemas.network_graph import LayerInGraph
from backend.schemas.network_preview import NetworkPreview, RefusedLayer
from frontend.features.networks.drawing import sizes
from frontend.features.networks.graph import graph
from frontend.kit.notices import trouble
from frontend.kit.state import View, to_search
from frontend.kit.tables import text_table
from frontend.kit.titles import class_names, dataset_title, title_of

SEVERAL = 2


def preview(found: NetworkPreview, file: str) -> list[Any]:
    """The graph and the layers of a network that can be added, or all that stands in the way."""
    if found.fits:
        others = " or ".join(map(dataset_title, found.fits))
        return [trouble(f"{file} does not fit {dataset_title(found.dataset)}, but {others}. Choose what it was trained on.")]
    if found.refused:
        return _refused(found.refused, file)
    if found.problem:
        return [trouble(f"{file}: {found.problem}")]
    crossbars = sum(1 for layer in found.layers if layer.crossbar)
    said = (
        f"{len(found.layers)} layers, {crossbars} of them on crossbars; {found.parameters:,} parameters, {found.cells:,} cells, "
        f"{found.macs:,} multiply-accumulates for one image of {sizes(found.input_shape)}."
    )
    inputs = "found on training images when it is measured" if found.input_values == AUTO else in_words(found.input_values)
    return [
        html.P(said, className="meaning"),
        html.P(f"Inputs: {inputs}.", className="meaning"),
        *(html.P(note, className="meaning") for note in found.notes),
        *graph(found.layers, found.input_shape, len(class_names(found.dataset)) or None),
        html.Details([html.Summary("As a table"), layer_table(found.layers)]),
    ]


def layer_table(layers: Sequence[LayerInGraph]) -> Any:
    """The layers in their order, with what feeds them where that is not the one before."""
    rows = [_row(layer) for layer in layers]
    if not any(row["Fed by"] for row in rows):
        rows = [{heading: text for heading, text in row.items() if heading != "Fed by"} for row in rows]
    return text_table([*rows[0]], [[*row.values()] for row in rows], width=640, fz="sm")


def _row(layer: LayerInGraph) -> dict[str, str]:
    matrix = layer.crossbar
    follows = layer.inputs == (layer.index - 1,)
    return {
        "#": str(layer.index + 1),
        "Layer": layer.title,
        "Operation": layer.what,
        "Fed by": "" if follows else ", ".join("input" if source < 0 else str(source + 1) for source in layer.inputs),
        "Output": sizes(layer.shape),
        "Crossbar": f"{matrix.rows:,} × {matrix.columns:,}" if matrix else "",
        "MVMs per image": f"{matrix.reads:,}" if matrix else "",
        "Digital": layer.digital,
    }


def _refused(layers: Sequence[RefusedLayer], file: str) -> list[Any]:
    several = f"{len(layers)} layers" if len(layers) >= SEVERAL else "One layer"
    rows = [(layer.name, layer.kind, layer.reason) for layer in layers]
    return [
        trouble(f"{several} of {file} cannot be read. Nothing was added."),
        text_table(("Layer", "Kind", "Why"), rows, width=480, fz="sm"),
        html.P(
            [
                "Leave these layers out or take others in their place, and save the model again. The manual lists ",
                dcc.Link("the layers that can be read", href="/help/networks-and-data#your-own-networks", className="back"),
                ".",
            ],
            className="meaning",
        ),
    ]


def added(card: NetworkCard) -> list[Any]:
    """What was measured of a network that has just been added."""
    guesses = card.guesses
    return [
        dmc.Alert(
            [
                html.P(
                    [
                        html.Strong(f"{100 * card.clean_accuracy:.2f} %"),
                        f" clean accuracy on the full test set of {dataset_title(card.dataset)}.",
                    ]
                ),
                *(html.P(note) for note in card.notes),
                html.Div(
                    [
                        dcc.Link("Explore it", href=explore(card.id), className="go"),
                        dcc.Link("Its layers and weights", href=f"/networks/{card.id}", className="back"),
                    ],
                    className="toolbar",
                ),
            ],
            title=f"{title_of(card.id)} was added" + (", but it only guesses" if guesses else ""),
            color="red" if guesses else "teal",
            mt="sm",
            className="notice",
        )
    ]


def explore(network: str) -> str:
    """The address of Explore with this network alone."""
    return "/" + to_search(View(networks=(network,)))


def failed(told: Mapping[str, Any]) -> list[Any]:
    """Why nothing came of an upload."""
    why = told.get("error") or ""
    return [trouble(f"Nothing was added. {why[:1].upper()}{why[1:]}".strip())]
