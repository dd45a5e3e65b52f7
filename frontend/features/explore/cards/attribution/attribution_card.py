"""What the accuracy that is lost at the present setting is lost to: a share for each cause, or for each layer."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from frontend.features.explore import ids
from frontend.features.explore.cards.design.asking import POLL_MS, Card, card_actions
from frontend.kit.help_links import explained

CARD = Card(
    part="attribution",
    design=ids.ATTRIBUTION,
    tick=ids.ATTRIBUTION_TICK,
    stop=ids.SPLIT_STOP,
    share=ids.ATTRIBUTION_SHARE,
    trouble=ids.ATTRIBUTION_TROUBLE,
    text=ids.ATTRIBUTION_TEXT,
    figure=ids.ATTRIBUTION_FIGURE,
    figure_box=ids.ATTRIBUTION_FIGURE_BOX,
)
SPLITS = (("causes", "By cause"), ("layers", "By layer"))


def attribution_card() -> Any:
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [
                            explained(html.H2("Which setting costs how much?"), "attribution"),
                            html.P(
                                "The accuracy that is lost where the sliders stand, split into shares that sum to the loss.",
                                className="summary",
                            ),
                        ]
                    ),
                    card_actions(CARD, commands=ids.ATTRIBUTION_COMMANDS, numbers=True),
                ],
                className="stage-head",
            ),
            html.Div(
                [
                    dmc.SegmentedControl(
                        id=ids.SPLIT_BY,
                        value="causes",
                        data=[{"value": key, "label": label} for key, label in SPLITS],
                        size="sm",
                        attributes={"root": {"aria-label": "Split by"}},
                    ),
                    dmc.Button("Split the loss", id=ids.SPLIT),
                    dmc.Button("Stop", id=ids.SPLIT_STOP, variant="default", style={"display": "none"}),
                ],
                className="toolbar",
            ),
            html.Div(id=ids.ATTRIBUTION_TROUBLE, **{"aria-live": "polite"}),
            html.Div(id=ids.ATTRIBUTION_TEXT, **{"aria-live": "polite"}),
            html.Div(id=ids.ATTRIBUTION_FIGURE_BOX),
            dcc.Store(id=ids.ATTRIBUTION),
            dcc.Interval(id=ids.ATTRIBUTION_TICK, interval=POLL_MS, disabled=True),
        ],
        id=ids.ATTRIBUTION_CARD,
        className="card",
    )
