"""How the accuracy figure is drawn: what is drawn around the mean, which range, and keeping its curves."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from frontend.kit.icons import icon
from frontend.kit.state import View

BANDS = (("interval", "interval"), ("chips", "chips, 10–90 %"), ("draws", "single draws"))


def figure_options(view: View) -> Any:
    return html.Div(
        [
            html.Div(
                [
                    html.Span("Around the mean", className="hint"),
                    dmc.SegmentedControl(
                        id="band",
                        value=view.band,
                        data=[{"value": key, "label": label} for key, label in BANDS],
                        size="xs",
                        attributes={"root": {"aria-label": "Around the mean"}},
                    ),
                ],
                id="band-box",
                className="figure-option",
                style={"display": "none"} if view.y else {},
            ),
            dmc.Switch(id="whole", label="0 to 100 %", checked=view.whole, size="xs"),
            html.Button(
                [icon("pin", 16), "Pin curves"],
                id="pin-all",
                className="action",
                type="button",
                title="Keep these curves in the figure while settings change (P)",
            ),
        ],
        className="figure-options",
    )
