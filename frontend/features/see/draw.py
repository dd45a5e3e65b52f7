"""Draw a digit, or pick a test image; many chips say what it is."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dataset import DatasetRecord
from frontend.features.see import ids
from frontend.features.see.controls import number
from frontend.features.see.disturb import tools
from frontend.features.see.view import Scene
from frontend.kit.export_menu import export_menu
from frontend.kit.help_links import explained
from frontend.kit.icons import icon
from frontend.kit.theme import GRAPH_CONFIG

SIDE = 560
"""Of the canvas, in pixels of its own; on the page it is as large as there is room."""
HIDDEN = (("clean", "Without noise"), ("chip", "On this chip"), ("spread", "Spread of the chips"))
PENS = (("fine", "fine"), ("medium", "medium"), ("broad", "broad"))


def draw_tab(scene: Scene, data: DatasetRecord) -> list[Any]:
    return [
        html.Section(
            [
                html.Div(
                    [
                        html.Div(
                            [
                                html.Img(id=ids.PICKED, className="pixels", alt=""),
                                html.Canvas(
                                    id=ids.CANVAS,
                                    width=SIDE,
                                    height=SIDE,
                                    role="img",
                                    tabIndex=-1,
                                    **{
                                        "aria-label": "Drawing area; with the keyboard, choose below, or set values of a sequence"
                                    },
                                ),
                                html.P(id=ids.HINT, className="see-hint"),
                            ],
                            className="paper",
                        ),
                        html.Div(
                            [
                                html.Div(
                                    [
                                        dmc.Button(
                                            "Clear",
                                            id=ids.CLEAR,
                                            leftSection=icon("trash", 16),
                                            variant="default",
                                            size="xs",
                                        ),
                                        dmc.Button("Undo", id=ids.UNDO, variant="default", size="xs"),
                                        dmc.SegmentedControl(
                                            id=ids.PEN,
                                            value="medium",
                                            data=[{"value": key, "label": name} for key, name in PENS],
                                            size="xs",
                                            attributes={"root": {"aria-label": "Pen"}},
                                        ),
                                    ],
                                    className="see-tools",
                                    id=ids.PENS,
                                ),
                                tools(data),
                                html.Div(
                                    [
                                        number(ids.IMAGE, "Test image", scene.image, 0, 9_999),
                                        dmc.Button("Another", id=ids.ANOTHER, variant="default", size="xs"),
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
                        html.P(id=ids.SENTENCE, className="see-sentence", **{"aria-live": "polite"}),
                        html.Div(id=ids.BALLOT, className="ballot", **{"aria-hidden": "true"}),
                        html.Div(
                            [
                                html.P(
                                    "Bars: number of chips that answer so. Tick: mean softmax over all chips.",
                                    className="meaning",
                                ),
                                export_menu(ids.VOTES_FIGURE, numbers=True, commands=ids.commands("votes")),
                                html.Div(id=ids.VOTES_FIGURE, hidden=True),
                            ],
                            className="see-figure-head",
                        ),
                    ],
                    className="see-votes",
                ),
                html.Div(
                    [
                        html.H3("Every chip", className="see-title"),
                        html.Div(id=ids.WALL, className="wall", role="group", **{"aria-label": "Every chip"}),
                        html.P("Select a chip to inspect it; arrow keys move from chip to chip.", className="meaning"),
                        html.Div(
                            [
                                _small(ids.PIXELS, "what the network gets"),
                                _small(ids.SEEN, "what this chip sees"),
                            ],
                            className="see-smalls",
                        ),
                        html.P(id=ids.TIME, className="meaning tabular"),
                    ],
                    className=ids.CHIPS,
                ),
            ],
            className="card see-draw",
        ),
        html.Section(
            [
                explained(html.H2("The hidden state, step by step"), "recurrent"),
                html.P(id=ids.HIDDEN_NOTE, className="meaning"),
                html.Div(
                    [
                        html.Div(
                            [
                                html.Div(
                                    [
                                        html.Img(id=ids.READING_IMAGE, className="pixels", alt=""),
                                        html.Canvas(id=ids.READING, width=280, height=280, **{"aria-hidden": "true"}),
                                    ],
                                    className="paper see-reading",
                                ),
                                dmc.Slider(
                                    id=ids.STEP,
                                    value=1,
                                    min=1,
                                    max=2,
                                    step=1,
                                    thumbLabel="Time step",
                                    size="sm",
                                    mt=10,
                                ),
                                html.P(id=ids.STEP_TEXT, className="meaning", **{"aria-live": "polite"}),
                            ],
                        ),
                        *(
                            html.Figure(
                                [
                                    html.Figcaption(title, id=ids.hidden_title(name)),
                                    dcc.Graph(id=ids.hidden(name), config=GRAPH_CONFIG, style={"height": 300}),
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
            id=ids.HIDDEN_CARD,
            style={"display": "none"},
        ),
        dmc.Accordion(
            dmc.AccordionItem(
                [dmc.AccordionControl("The votes as a table"), dmc.AccordionPanel(html.Div(id=ids.VOTES_TABLE))], value="votes"
            ),
            chevronPosition="left",
            className="plain",
        ),
    ]


def _small(name: str, what: str) -> Any:
    return html.Figure([html.Img(id=name, className="pixels", alt=what), html.Figcaption(what)], className="see-small")
