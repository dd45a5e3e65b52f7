"""A slider with a number beside it: what it is, in one line, and marks of known devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html


@dataclass(frozen=True)
class Knob:
    """One number that is slid or typed. `marks` are (value, name) of known devices."""

    id: str
    title: str
    meaning: str
    largest: float
    step: float
    unit: str = "%"
    decimals: int = 2


PROGRAMMING = Knob(
    "programming", "Programming noise", "Frozen when a chip is written: the same error for every image and time step.", 20, 0.1
)
READ = Knob("read", "Read noise", "Redrawn at every matrix-vector multiplication.", 20, 0.1)
TEST_LEVEL = Knob(
    "test-level", "Level", "Standard deviation for gaussian and speckle, share of pixels for salt and pepper.", 1, 0.01, "", 2
)
KNOBS = (PROGRAMMING, READ, TEST_LEVEL)


def knob(spec: Knob, value: float, *, marks: Sequence[tuple[float, str]] = (), disabled: bool = False) -> Any:
    return html.Div(
        [
            html.Div(
                [
                    html.Label(spec.title, htmlFor=f"{spec.id}-number", className="knob-title"),
                    dmc.NumberInput(
                        id=f"{spec.id}-number",
                        value=value,
                        min=0,
                        max=spec.largest,
                        step=spec.step,
                        decimalScale=spec.decimals,
                        suffix=f" {spec.unit}" if spec.unit else "",
                        debounce=400,
                        size="xs",
                        w=92,
                        disabled=disabled,
                        clampBehavior="strict",
                    ),
                ],
                className="knob-head",
            ),
            dmc.Slider(
                id=f"{spec.id}-slider",
                value=value,
                min=0,
                max=spec.largest,
                step=spec.step,
                size="sm",
                thumbLabel=spec.title,
                disabled=disabled,
                marks=[{"value": at, "label": name} for at, name in marks],
                mb=18 if marks else 6,
            ),
            html.P(spec.meaning, className="meaning"),
        ],
        className="knob",
    )


def keep_in_step(app: Dash) -> None:
    """Slider and number of each knob show the same value."""
    for spec in KNOBS:
        app.clientside_callback(
            "(slider, number) => window.mhoscope.inStep(slider, number)",
            Output(f"{spec.id}-slider", "value"),
            Output(f"{spec.id}-number", "value"),
            Input(f"{spec.id}-slider", "value"),
            Input(f"{spec.id}-number", "value"),
            prevent_initial_call=True,
        )
