"""A slider with a number beside it: what it is, in one line, and marks of known devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html

from frontend.kit.state import MOST_NOISE


@dataclass(frozen=True)
class Knob:
    """One number that is slid or typed; `sweep` is its key among the parameters that can be swept."""

    id: str
    sweep: str
    title: str
    meaning: str
    largest: float
    step: float
    unit: str = "%"
    decimals: int = 2


@dataclass(frozen=True)
class Mark:
    """A known device on a knob: where it is, its name, and where that figure comes from."""

    value: float
    name: str
    source: str


PROGRAMMING = Knob(
    "programming",
    "p",
    "Programming noise",
    "Frozen when a chip is written: the same error for every image and time step.",
    20,
    0.1,
)
READ = Knob("read", "r", "Read noise", "Redrawn at every matrix-vector multiplication.", MOST_NOISE, 0.1)
TEST_LEVEL = Knob(
    "test-level",
    "l",
    "Level",
    "Standard deviation of n in gaussian x + n and speckle x (1 + n), of pixels from 0 to 1; share of pixels for salt and "
    "pepper. Speckle as x n, with a mean of zero, would erase the image.",
    1,
    0.01,
    "",
    2,
)
KNOBS = (PROGRAMMING, READ, TEST_LEVEL)


def knob(spec: Knob, value: float, *, marks: Sequence[Mark] = ()) -> Any:
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.Label(spec.title, htmlFor=f"{spec.id}-number", className="knob-title"),
                            html.Span(id=f"{spec.id}-swept", className="hint swept"),
                        ]
                    ),
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
                marks=[{"value": mark.value} for mark in marks],
            ),
            html.Div([_mark(spec, mark) for mark in marks], className="devices") if marks else None,
            html.P(spec.meaning, className="meaning"),
        ],
        className="knob",
    )


def _mark(spec: Knob, mark: Mark) -> Any:
    """A press sets the knob (controls.js)."""
    return html.Button(
        [mark.name, " ", html.Span(f"{mark.value:g}{' ' + spec.unit if spec.unit else ''}")],
        type="button",
        className="device",
        title=mark.source,
        **{"data-sets": f"{spec.id}-slider", "data-value": f"{mark.value:g}"},
    )


def keep_in_step(app: Dash, knobs: Sequence[Knob] = KNOBS) -> None:
    """Slider and number of each knob show the same value.

    The slider is set by the script: were it an output here, everything that follows it would have to wait for this.
    """
    for spec in knobs:
        app.clientside_callback(
            "(slider, number) => window.mhoscope.kit.inStep(slider, number)",
            Output(f"{spec.id}-number", "value"),
            Input(f"{spec.id}-slider", "value"),
            Input(f"{spec.id}-number", "value"),
            prevent_initial_call=True,
        )
