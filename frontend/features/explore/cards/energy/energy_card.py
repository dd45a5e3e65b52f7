"""Energy of one image: on which technology, and by component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.technology import Technology
from frontend.features.explore import ids
from frontend.kit.export_menu import export_menu
from frontend.kit.help_links import explained
from frontend.kit.state import View
from frontend.kit.theme import GRAPH_CONFIG


def energy_card(view: View, technologies: Sequence[Technology]) -> Any:
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [explained(html.H2("Energy of one image"), "energy"), html.P(id=ids.ENERGY_NOTE, className="summary")]
                    ),
                    html.Div(
                        [
                            dmc.SegmentedControl(
                                id=ids.ENERGY_MODE,
                                value=view.energy_mode,
                                data=[
                                    {"value": "inference", "label": "Inference"},
                                    {"value": "training", "label": "Training step"},
                                ],
                                size="xs",
                            ),
                            export_menu(ids.ENERGY, commands=ids.ENERGY_COMMANDS),
                        ],
                        className="actions",
                    ),
                ],
                className="stage-head",
            ),
            html.Div(
                [
                    dmc.Select(
                        id=ids.TECHNOLOGY,
                        label="Technology",
                        value=view.technology,
                        data=[{"value": item.id, "label": item.title} for item in technologies],
                        allowDeselect=False,
                        size="xs",
                        w=420,
                        maw="100%",
                    ),
                    dmc.Select(
                        id=ids.ACTIVATIONS,
                        label="Inputs of the arrays",
                        value=view.activations,
                        data=[
                            {"value": "assumed", "label": "half-scale, never zero"},
                            {"value": "measured", "label": "the network's real ones"},
                        ],
                        allowDeselect=False,
                        size="xs",
                        w=200,
                    ),
                ],
                className="toolbar",
            ),
            dcc.Graph(id=ids.ENERGY, config=GRAPH_CONFIG, className="graph"),
            html.Ul(id=ids.ENERGY_LEGEND, className="swatches", **{"aria-label": "Components"}),
            html.Div(id=ids.ENERGY_SOURCE),
            dmc.Accordion(
                dmc.AccordionItem(
                    [dmc.AccordionControl("Constants"), dmc.AccordionPanel(html.Div(id=ids.TECHNOLOGY_CONSTANTS))],
                    value="constants",
                ),
                id=ids.CONSTANTS_BOX,
                chevronPosition="left",
                className="plain",
            ),
        ],
        className="card",
    )
