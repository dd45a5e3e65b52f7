"""What a setting's noise amounts to: training noise, weight errors layer by layer, other tools' terms, the physical floor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.equivalence import Conversion, LayerNoise, ToolTerms
from frontend.features.explore import ids
from frontend.kit.help_links import explained
from frontend.kit.tables import text_table
from frontend.kit.titles import title_of

MATCHES = {"equal": "the same", "untried": "not compared", "size": "same size", "none": "no equal"}


def conversion_card() -> Any:
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [
                            explained(html.H2("Equivalent noise"), "conversion"),
                            html.P(id=ids.CONVERSION_NOTE, className="summary"),
                        ]
                    ),
                    dmc.Select(
                        id=ids.CONVERSION_NETWORK,
                        data=[],
                        size="xs",
                        w=220,
                        allowDeselect=False,
                        attributes={"input": {"aria-label": "Network to convert for"}},
                    ),
                ],
                className="stage-head",
            ),
            html.Div(id=ids.CONVERSION_DETAILS),
            dcc.Store(id=ids.CONVERSION_ASKED),
        ],
        className="card",
    )


def details(found: Conversion, reference: str) -> list[Any]:
    """Recommendation, layers, tools and floor of an answer."""
    parts: list[Any] = []
    advice = found.recommended
    if advice:
        parts.append(
            html.P(
                [
                    "Trained for about that: ",
                    dcc.Link(title_of(advice.network), href=f"/networks/{advice.network}", className="back"),
                    f". {advice.why}",
                ],
                className="meaning",
            )
        )
    if found.floor:
        parts.append(html.P(found.floor.sentence, className="meaning"))
    layers = _folded("Layer by layer", [_layers(found.layers, reference), html.P(_how(found), className="meaning")])
    return [*parts, layers, _folded("In other tools", _tools(found.tools))]


def _how(found: Conversion) -> str:
    return (
        f"Predicted from the norm of a layer's inputs on {found.training_images} training images, recurrent part included, "
        f"and the errors of its weights; measured on {found.test_images} test images over {found.draws} chips. Exact "
        "for read noise. A programming error is the same for every image, training noise is not: there only the size is equal. "
        "Converters add to what is measured. What all chips share, such as the mean drift in the factor, counts as no noise."
    )


def _layers(layers: Sequence[LayerNoise], reference: str) -> Any:
    of_range = reference == "range"
    unit = "range" if of_range else "max |w|"
    share = 50 if of_range else 100
    head = (
        "Layer",
        f"Weight error (% of {unit})",
        f"Each read (% of {unit})",
        f"Bias (% of {unit})",
        "Factor",
        "‖x‖",
        "Predicted",
        "Measured",
        "Signal",
    )
    rows = [
        (
            f"{number}: {layer.kind.replace('_', ' ')} {layer.rows} × {layer.columns}",
            f"{share * layer.weight_error:.3g}",
            f"{share * layer.read:.3g}",
            f"{share * layer.bias:+.2f}".replace("-", "\N{MINUS SIGN}"),
            f"{layer.gain:.3f}",
            f"{layer.input_norm:.3g}",
            f"{layer.predicted:.3g}",
            f"{layer.measured:.3g}",
            f"{layer.signal:.3g}",
        )
        for number, layer in enumerate(layers, start=1)
    ]
    return text_table(head, rows, width=720)


def _tools(tools: Sequence[ToolTerms]) -> Any:
    return html.Dl(
        [
            html.Div(
                [
                    html.Dt([one.tool, html.Span(MATCHES[one.match], className=f"match {one.match}")]),
                    html.Dd(
                        [
                            html.Pre(html.Code(one.setting), tabIndex=0) if one.setting else None,
                            html.P(one.note, className="meaning"),
                        ]
                    ),
                ]
            )
            for one in tools
        ],
        className="words tools",
    )


def _folded(title: str, content: Any) -> Any:
    return dmc.Accordion(
        dmc.AccordionItem([dmc.AccordionControl(title), dmc.AccordionPanel(content)], value="open"),
        chevronPosition="left",
        className="plain",
    )
