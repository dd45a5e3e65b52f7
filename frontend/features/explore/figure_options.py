"""How the accuracy figure is drawn: what is drawn around the mean, which range, and keeping its curves."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from frontend.features.explore import ids
from frontend.kit import ids as kit_ids
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
                        id=ids.BAND,
                        value=view.band,
                        data=[{"value": key, "label": label} for key, label in BANDS],
                        size="xs",
                        attributes={"root": {"aria-label": "Around the mean"}},
                    ),
                ],
                id=ids.BAND_BOX,
                className="figure-option",
                style={"display": "none"} if view.y else {},
            ),
            dmc.Switch(id=ids.WHOLE, label="0 to 100 %", checked=view.whole, size="xs"),
            html.Div(
                dmc.Switch(id=ids.PREDICTED, label="Prediction", checked=view.predicted, size="xs"),
                id=ids.PREDICTED_BOX,
                title="Thin dotted lines: to first order in the errors, known before a chip is simulated",
                style={"display": "none"} if view.y else {},
            ),
            html.Button(
                [icon("pin", 16), "Pin curves"],
                id=kit_ids.PIN_ALL,
                className="action",
                type="button",
                title="Keep these curves in the figure while settings change (P)",
            ),
        ],
        className="figure-options",
    )
