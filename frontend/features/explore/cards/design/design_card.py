"""Design questions at the setting that Explore shows."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from frontend.features.explore import ids
from frontend.features.explore.cards.design.asking import POLL_MS, Card, card_actions
from frontend.kit.design_words import QUESTIONS
from frontend.kit.help_links import explained

DESIGN = Card(
    part="design",
    design=ids.DESIGN,
    tick=ids.DESIGN_TICK,
    stop=ids.ASK_STOP,
    share=ids.DESIGN_SHARE,
    trouble=ids.DESIGN_TROUBLE,
    text=ids.DESIGN_TEXT,
    figure=ids.DESIGN_FIGURE,
    figure_box=ids.DESIGN_FIGURE_BOX,
)
ASKED = [key for key in QUESTIONS if key not in ("budget", "attribution")]
"""An attribution is asked on a card of its own, and says all that a noise budget does and more."""
USUAL_TARGET = 95
TARGET_KINDS = (("share", "clean accuracy"), ("absolute", "all images"))
WITH_TARGET = ("programming", "read", "adc", "weights", "cheapest", "digital")


def design_card() -> Any:
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [
                            explained(html.H2("Design questions"), "design"),
                            html.P("For the selected networks, with all other settings as they are now.", className="summary"),
                        ]
                    ),
                    card_actions(DESIGN, commands=ids.DESIGN_COMMANDS),
                ],
                className="stage-head",
            ),
            html.Div(
                [
                    dmc.Select(
                        id=ids.QUESTION,
                        label="Question",
                        value="programming",
                        data=[{"value": key, "label": QUESTIONS[key][2]} for key in ASKED],
                        allowDeselect=False,
                        w=380,
                        maw="100%",
                    ),
                    html.Div(
                        dmc.NumberInput(
                            id=ids.TARGET, label="Accuracy to keep", value=USUAL_TARGET, min=1, max=100, suffix=" %", w=130
                        ),
                        id=ids.TARGET_BOX,
                    ),
                    html.Div(
                        dmc.Select(
                            id=ids.TARGET_KIND,
                            label="of",
                            value="share",
                            data=[{"value": key, "label": words} for key, words in TARGET_KINDS],
                            allowDeselect=False,
                            w=160,
                        ),
                        id=ids.TARGET_KIND_BOX,
                    ),
                    dmc.Button("Ask", id=ids.ASK),
                    dmc.Button("Stop", id=ids.ASK_STOP, variant="default", style={"display": "none"}),
                ],
                className="toolbar",
            ),
            html.Div(id=ids.DESIGN_TROUBLE, **{"aria-live": "polite"}),
            html.Div(id=ids.DESIGN_TEXT, **{"aria-live": "polite"}),
            html.Div(id=ids.DESIGN_FIGURE_BOX),
            dcc.Store(id=ids.DESIGN),
            dcc.Interval(id=ids.DESIGN_TICK, interval=POLL_MS, disabled=True),
        ],
        className="card",
    )
