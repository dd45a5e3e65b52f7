"""Draw a digit, or pick a test image; many chips say what it is."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from frontend.features.see.controls import number
from frontend.features.see.view import Scene
from frontend.kit.export_menu import export_menu
from frontend.kit.icons import icon
from frontend.kit.theme import GRAPH_CONFIG

SIDE = 560
"""Of the canvas, in pixels of its own; on the page it is as large as there is room."""
HIDDEN = (("clean", "Without noise"), ("chip", "On this chip"), ("spread", "Spread of the chips"))
PENS = (("fine", "fine"), ("medium", "medium"), ("broad", "broad"))


def draw_tab(scene: Scene) -> list[Any]:
    return [
        html.Section(
            [
                html.Div(
                    [
                        html.Div(
                            [
                                html.Img(id="see-picked", className="pixels", alt=""),
                                html.Canvas(
                                    id="see-canvas",
                                    width=SIDE,
                                    height=SIDE,
                                    role="img",
                                    tabIndex=-1,
                                    **{"aria-label": "Paper to draw a digit on; with the keyboard, pick a test image below"},
                                ),
                                html.P(id="see-hint", className="see-hint"),
                            ],
                            className="paper",
                        ),
                        html.Div(
                            [
                                html.Div(
                                    [
                                        dmc.Button(
                                            "Clear",
                                            id="see-clear",
                                            leftSection=icon("trash", 16),
                                            variant="default",
                                            size="xs",
                                        ),
                                        dmc.Button("Undo", id="see-undo", variant="default", size="xs"),
                                        dmc.SegmentedControl(
                                            id="see-pen",
                                            value="medium",
                                            data=[{"value": key, "label": name} for key, name in PENS],
                                            size="xs",
                                            attributes={"root": {"aria-label": "Pen"}},
                                        ),
                                    ],
                                    className="see-tools",
                                    id="see-pens",
                                ),
                                html.Div(
                                    [
                                        number("see-image", "Test image", scene.image, 0, 9_999),
                                        dmc.Button("Another", id="see-another", variant="default", size="xs"),
                                    ],
                                    className="see-tools",
                                ),
                            ]
                        ),
                    ],
                    className="see-paper",
                ),
                html.Div(
                    [
                        html.P(id="see-sentence", className="see-sentence", **{"aria-live": "polite"}),
                        html.Div(id="see-ballot", className="ballot", **{"aria-hidden": "true"}),
                        html.Div(
                            [
                                html.P("Bars: chips that say so. Tick: mean softmax of all chips.", className="meaning"),
                                export_menu("see-votes-figure", numbers=True, commands={"type": "see-commands", "of": "votes"}),
                                html.Div(id="see-votes-figure", hidden=True),
                            ],
                            className="see-figure-head",
                        ),
                    ],
                    className="see-votes",
                ),
                html.Div(
                    [
                        html.H3("Every chip", className="see-title"),
                        html.Div(id="see-wall", className="wall", role="group", **{"aria-label": "Every chip"}),
                        html.P("Press a chip to look into it; arrow keys go from chip to chip.", className="meaning"),
                        html.Div(
                            [
                                _small("see-pixels", "what the network gets"),
                                _small("see-seen", "what this chip sees"),
                            ],
                            className="see-smalls",
                        ),
                        html.P(id="see-time", className="meaning tabular"),
                    ],
                    className="see-chips",
                ),
            ],
            className="card see-draw",
        ),
        html.Section(
            [
                html.H2("The hidden state, step by step"),
                html.P(id="see-hidden-note", className="meaning"),
                html.Div(
                    [
                        html.Div(
                            [
                                html.Div(
                                    [
                                        html.Img(id="see-reading-image", className="pixels", alt=""),
                                        html.Canvas(id="see-reading", width=280, height=280, **{"aria-hidden": "true"}),
                                    ],
                                    className="paper see-reading",
                                ),
                                dmc.Slider(
                                    id="see-step",
                                    value=1,
                                    min=1,
                                    max=2,
                                    step=1,
                                    thumbLabel="Time step",
                                    size="sm",
                                    mt=10,
                                ),
                                html.P(id="see-step-text", className="meaning", **{"aria-live": "polite"}),
                            ],
                        ),
                        *(
                            html.Figure(
                                [
                                    html.Figcaption(title, id=f"see-hidden-{name}-title"),
                                    dcc.Graph(id=f"see-hidden-{name}", config=GRAPH_CONFIG, style={"height": 300}),
                                ]
                            )
                            for name, title in (
                                ("clean", "Without noise"),
                                ("chip", "On this chip"),
                                ("spread", "Spread of the chips"),
                            )
                        ),
                    ],
                    className="see-hidden",
                ),
            ],
            className="card",
            id="see-hidden-card",
            style={"display": "none"},
        ),
        dmc.Accordion(
            dmc.AccordionItem(
                [dmc.AccordionControl("The votes as a table"), dmc.AccordionPanel(html.Div(id="see-votes-table"))], value="votes"
            ),
            chevronPosition="left",
            className="plain",
        ),
    ]


def _small(name: str, what: str) -> Any:
    return html.Figure([html.Img(id=name, className="pixels", alt=what), html.Figcaption(what)], className="see-small")
