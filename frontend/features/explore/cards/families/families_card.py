"""The families side by side, as usual or at equal size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.energy import ComparedNetwork
from frontend.features.explore import ids
from frontend.kit.export_menu import export_menu
from frontend.kit.figures.units import in_joules
from frontend.kit.help_links import explained
from frontend.kit.tables import text_table
from frontend.kit.theme import GRAPH_CONFIG

EQUAL_WEIGHTS = 40_000
WITHOUT_LAYERS = "Settings of single layers are left out here: they belong to the layers of your networks."
HEAD = ("Network", "Energy", "Relative to the first", "Weights", "Arrays", "MVMs", "ReLU", "Look-ups")


def families_card() -> Any:
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [
                            explained(html.H2("Network families compared"), "families"),
                            html.P(
                                "For images like MNIST's on the technology above: what the same crossbar, used T times, costs.",
                                className="summary",
                            ),
                        ]
                    ),
                    html.Div(
                        [
                            dmc.SegmentedControl(
                                id=ids.FAMILIES_SIZE,
                                value="usual",
                                data=[
                                    {"value": "usual", "label": "Usual sizes"},
                                    {"value": "equal", "label": f"{EQUAL_WEIGHTS:,} weights each"},
                                ],
                                size="xs",
                            ),
                            export_menu(ids.FAMILIES, commands=ids.FAMILIES_COMMANDS),
                        ],
                        className="actions",
                    ),
                ],
                className="stage-head",
            ),
            html.P(id=ids.FAMILIES_NOTE, className="meaning"),
            html.Div(id=ids.FAMILIES_TROUBLE),
            dcc.Graph(id=ids.FAMILIES, config=GRAPH_CONFIG, className="graph", style={"height": 360}),
            dmc.Accordion(
                dmc.AccordionItem(
                    [dmc.AccordionControl("The families in numbers"), dmc.AccordionPanel(html.Div(id=ids.FAMILIES_TABLE))],
                    value="numbers",
                ),
                chevronPosition="left",
                className="plain",
            ),
        ],
        className="card",
    )


def table(rows: Sequence[ComparedNetwork]) -> Any:
    body = [
        (
            row.name,
            in_joules(row.total_pj),
            f"{row.over_first:.3g}",
            f"{row.weights:,}",
            f"{row.crossbars.arrays:,}",
            f"{row.crossbars.mvms:,}",
            f"{row.activations:,}",
            f"{row.look_ups:,}",
        )
        for row in rows
    ]
    return text_table(HEAD, body, width=620)
