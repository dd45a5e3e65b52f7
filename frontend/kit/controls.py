"""A slider with a number beside it: what it is, in one line, and marks of known devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html

from frontend.kit import ids
from frontend.kit.state.parameters import FIELDS, Parameter

IDS = {"age_s": "age"}
"""Where a control is not called by the name of its option."""


def control_id(field: Parameter) -> str:
    """The id of an option's control."""
    return IDS.get(field.name, field.name.replace("_", "-"))


def place_of(field: Parameter) -> tuple[str, str]:
    """The id of the component that holds an option's value, and its property."""
    if field.slider:
        return ids.slider(control_id(field)), "value"
    return control_id(field), "checked" if field.kind == "switch" else "value"


@dataclass(frozen=True)
class Knob:
    """An option with a slider that is slid or typed, and the beginning of its ids."""

    id: str
    field: Parameter

    @property
    def end(self) -> float:
        """Where the slider ends, unless its value is beyond."""
        return self.field.slider.largest if self.field.slider else self.field.largest

    def reach(self, value: float) -> float:
        """Where it ends for a value."""
        return max(self.end, value)


@dataclass(frozen=True)
class Mark:
    """A known device on a knob: where it is, its name, and where that figure comes from."""

    value: float
    name: str
    source: str


KNOBS = tuple(Knob(control_id(field), field) for field in FIELDS.values() if field.slider)
"""Of Explore."""


def knob(spec: Knob, value: float, *, marks: Sequence[Mark] = ()) -> Any:
    """Slider and number of an option. The number takes whatever the spec does; the slider then reaches as far."""
    field = spec.field
    step = field.slider.step if field.slider else None
    number = dmc.NumberInput(
        id=ids.number(spec.id),
        value=value,
        min=field.shown(field.low),
        max=field.shown(field.high),
        step=step,
        suffix=f" {field.unit}" if field.unit else "",
        debounce=400,
        size="xs",
        w=92,
        clampBehavior="strict",
    )
    slider = dmc.Slider(
        id=ids.slider(spec.id),
        value=value,
        min=0,
        max=spec.reach(value),
        step=step,
        size="sm",
        thumbLabel=field.title,
        marks=[{"value": mark.value} for mark in marks],
    )
    title = [
        html.Label(field.title, htmlFor=ids.number(spec.id), className="knob-title"),
        html.Span(id=ids.swept(spec.id), className="hint swept"),
    ]
    return html.Div(
        [
            html.Div([html.Div(title), number], className="knob-head"),
            slider,
            html.Div([_mark(spec, mark) for mark in marks], className="devices") if marks else None,
            html.P(field.meaning, className="meaning"),
        ],
        className="knob",
    )


def _mark(spec: Knob, mark: Mark) -> Any:
    """A press sets the knob (controls.js)."""
    return html.Button(
        [mark.name, " ", html.Span(f"{mark.value:g}{' ' + spec.field.unit if spec.field.unit else ''}")],
        type="button",
        className="device",
        title=mark.source,
        **{"data-sets": ids.slider(spec.id), "data-value": f"{mark.value:g}"},
    )


def keep_in_step(app: Dash, knobs: Sequence[Knob] = KNOBS) -> None:
    """Slider and number of each knob show the same value.

    The slider is set by the script: were it an output here, everything that follows it would have to wait for this.
    """
    for spec in knobs:
        app.clientside_callback(
            "(slider, number, end) => window.mhoscope.kit.inStep(slider, number, end)",
            Output(ids.number(spec.id), "value"),
            Input(ids.slider(spec.id), "value"),
            Input(ids.number(spec.id), "value"),
            State(ids.slider(spec.id), "max"),
            prevent_initial_call=True,
        )
