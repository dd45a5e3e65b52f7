"""How old a device is: a slider from fresh over powers of ten, in words beside seconds."""

from __future__ import annotations

from math import log10
from typing import Any

import dash_mantine_components as dmc
from dash import html

from frontend.features.explore import ids
from frontend.kit.controls import control_id
from frontend.kit.figures.units import in_time
from frontend.kit.state.parameters import FIELDS

A_DECADE = 10
"""Steps of the slider from one power of ten to the next. 0 is fresh, 1 is one second."""
SLIDER_S = 1e8
"""Where the slider ends, unless the device is known for longer or the age is beyond."""
AGE, COMPENSATION = FIELDS["internal_noise.age_s"], FIELDS["internal_noise.drift_compensation"]
MARKS = ((60, "1 min"), (3600, "1 h"), (86_400, "1 d"), (2_592_000, "1 mo"), (31_536_000, "1 y"))


def positions(age_s: float) -> float:
    """Where on the slider an age is."""
    return 0 if age_s < 1 else 1 + A_DECADE * log10(age_s)


def end_of(oldest_s: float, age_s: float) -> float:
    """Where the slider ends for a device that is known up to an age, at an age."""
    return positions(max(oldest_s, age_s))


def in_words(age_s: float) -> str:
    return "fresh" if age_s == 0 else f"{in_time(age_s)} after programming"


def age(age_s: float, compensation: bool) -> Any:
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.Label(AGE.title, htmlFor=ids.AGE, className="knob-title"),
                            html.Span(id=ids.AGE_WORDS, className="hint beside"),
                        ]
                    ),
                    dmc.NumberInput(
                        id=ids.AGE,
                        value=age_s,
                        min=0,
                        max=AGE.largest,
                        suffix=" s",
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
                id=ids.AGE_SLIDER,
                value=positions(age_s),
                min=0,
                max=end_of(SLIDER_S, age_s),
                step=1,
                size="sm",
                label=None,
                thumbLabel=AGE.title,
                marks=[{"value": positions(mark), "label": name} for mark, name in MARKS],
                mb=26,
            ),
            html.P(AGE.meaning, className="meaning"),
            dmc.Switch(id=control_id(COMPENSATION), label=COMPENSATION.title, checked=compensation, size="sm", mt=10),
            html.P(COMPENSATION.meaning, className="meaning"),
        ],
        className="knob",
    )
