"""How old a device is: a slider from fresh over powers of ten, in words beside seconds."""

from __future__ import annotations

from math import ceil, log10
from typing import Any

import dash_mantine_components as dmc
from dash import html

from frontend.kit.figures.units import in_time

A_DECADE = 10
"""Steps of the slider from one power of ten to the next. 0 is fresh, 1 is one second."""
OLDEST_S = 1e8
MARKS = ((60, "1 min"), (3600, "1 h"), (86_400, "1 d"), (2_592_000, "1 mo"), (31_536_000, "1 y"))


def positions(age_s: float) -> float:
    """Where on the slider an age is."""
    return 0 if age_s < 1 else 1 + A_DECADE * log10(age_s)


def in_words(age_s: float) -> str:
    return "fresh" if age_s == 0 else f"{in_time(age_s)} after programming"


def age(age_s: float, compensation: bool) -> Any:
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.Label("Age", htmlFor="age", className="knob-title"),
                            html.Span(id="age-words", className="hint beside"),
                        ]
                    ),
                    dmc.NumberInput(
                        id="age",
                        value=age_s,
                        min=0,
                        max=OLDEST_S,
                        suffix=" s",
                        decimalScale=3,
                        debounce=400,
                        size="xs",
                        w=118,
                        hideControls=True,
                        clampBehavior="blur",
                    ),
                ],
                className="knob-head",
            ),
            dmc.Slider(
                id="age-slider",
                value=positions(age_s),
                min=0,
                max=ceil(positions(OLDEST_S)),
                step=1,
                size="sm",
                label=None,
                thumbLabel="Age",
                marks=[{"value": positions(mark), "label": name} for mark, name in MARKS],
                mb=26,
            ),
            html.P("Seconds since the devices were programmed, over powers of ten: they drift and spread.", className="meaning"),
            dmc.Switch(id="compensation", label="Compensate drift by one factor", checked=compensation, size="sm", mt=10),
            html.P("Outputs are divided by how much the current of all devices has changed.", className="meaning"),
        ],
        className="knob",
    )
