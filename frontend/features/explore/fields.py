"""The controls of Explore among themselves, and what they amount to."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from frontend.features.explore import age_callbacks as ages
from frontend.features.explore import physics
from frontend.features.explore.physics_options import OPTIONS
from frontend.kit.controls import KNOBS, keep_in_step
from frontend.kit.notices import asides
from frontend.kit.state import PARAMETERS, View, from_search, without_idle

FIELDS = {
    "networks": ("networks", "value"),
    "sweep": ("sweep", "value"),
    "start": ("start", "value"),
    "stop": ("stop", "value"),
    "count": ("count", "value"),
    "y": ("y", "value"),
    "y_start": ("y-start", "value"),
    "y_stop": ("y-stop", "value"),
    "y_count": ("y-count", "value"),
    "programming": ("programming-slider", "value"),
    "read": ("read-slider", "value"),
    "reference": ("reference", "value"),
    "device": ("device", "value"),
    "age_s": ("age", "value"),
    "compensation": ("compensation", "checked"),
    "test_kind": ("test-kind", "value"),
    "test_level": ("test-level-slider", "value"),
    "weight_bits": ("weight-bits", "value"),
    "adc_bits": ("adc-bits", "value"),
    "dac_bits": ("dac-bits", "value"),
    "images": ("images", "value"),
    "half_width": ("half-width", "value"),
    "min_draws": ("min-draws", "value"),
    "max_draws": ("max-draws", "value"),
    "subsets": ("subsets", "checked"),
    "seed": ("seed", "value"),
    "technology": ("technology", "value"),
    "energy_mode": ("energy-mode", "value"),
    "activations": ("activations", "value"),
    "constants": ("constants", "data"),
    "band": ("band", "value"),
    "whole": ("whole", "checked"),
    "cut_x": ("cut-x", "data"),
    "cut_y": ("cut-y", "data"),
    "pins": ("pins", "data"),
} | {option.field: (option.id, option.prop) for option in OPTIONS}
TUPLES = ("networks", "constants", "pins")
HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}


def view_from(values: dict[str, Any]) -> View:
    """The view that the controls show; an emptied number has its default. Raises ValidationError."""
    usual = View()
    clean = {field: (getattr(usual, field) if value in ("", None) else value) for field, value in values.items()}
    clean |= {field: tuple(values.get(field) or ()) for field in TUPLES}
    return without_idle(View.model_validate(clean))


def values_of(view: View) -> dict[str, Any]:
    """What the controls show of a view; the inverse of `view_from`."""
    shown = {field: getattr(view, field) for field in FIELDS}
    shown |= {field: list(getattr(view, field)) for field in TUPLES}
    return {field: "" if value is None and not field.startswith("cut_") else value for field, value in shown.items()}


def what_changes(wanted: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Values to set, without those that are set already: each sets off all that depends on it, and Back is to be quick.

    Where nothing differs all are set, so that the page learns that it is where it is.
    """
    changes = {field: value if value != now.get(field) else no_update for field, value in wanted.items()}
    return wanted if all(value is no_update for value in changes.values()) else changes


def conversion(sigma: float, reference: str) -> str:
    """One sigma in both conventions."""
    if reference == "range":
        return f"{sigma:g} % of the weight range is {2 * sigma:g} % of max |w|: the range goes from −max |w| to +max |w|."
    return f"{sigma:g} % of max |w| is {sigma / 2:g} % of the weight range."


def usual_range(sweep: str, *, up: bool = False) -> tuple[float, float]:
    """From where to where a parameter is swept unless someone says otherwise, as shown; `up` a map it goes less far."""
    if up and sweep in ("p", "r"):
        return 0, 10
    parameter = PARAMETERS[sweep]
    if parameter.usual:
        return parameter.usual
    if parameter.logarithmic:
        return 1, 86_400
    return (1, 8) if parameter.whole else (0, {"%": 20, "": 0.5}[parameter.unit])


def register(app: Dash) -> None:
    keep_in_step(app)
    physics.register(app)
    ages.register(app)
    _register_device(app)

    @app.callback(Output("conversion", "children"), Input("programming-slider", "value"), Input("reference", "value"))
    async def convert(sigma: float | None, reference: str) -> str:
        return conversion(sigma or 0.0, reference)

    @app.callback({knob.id: Output(f"{knob.id}-swept", "children") for knob in KNOBS}, Input("sweep", "value"))
    async def mark_swept(sweep: str) -> dict[str, str]:
        return {knob.id: "on the axis" if knob.sweep == sweep else "" for knob in KNOBS}

    @app.callback(Output("test-level-box", "style"), Input("test-kind", "value"), Input("sweep", "value"))
    async def level(kind: str, sweep: str) -> dict[str, str]:
        return SHOWN if kind != "none" or sweep == "l" else HIDDEN

    _register_range(app, "sweep", ("start", "stop"), ("sweep", "start", "stop"))
    _register_range(app, "y", ("y-start", "y-stop"), ("y", "y_start", "y_stop"))

    @app.callback(
        output={
            "values": {field: Output(*place, allow_duplicate=True) for field, place in FIELDS.items()},
            "asides": Output("asides", "children"),
        },
        inputs={"went": Input("went", "data")},
        state={"now": {field: State(*place) for field, place in FIELDS.items()}},
        prevent_initial_call=True,
    )
    async def follow_address(went: dict[str, str], now: dict[str, Any]) -> dict[str, Any]:
        view, notices = from_search(went["search"])
        return {"values": what_changes(values_of(view), now), "asides": asides(notices)}


def _register_range(app: Dash, axis: str, ends: tuple[str, str], fields: tuple[str, str, str]) -> None:
    """What is swept decides how far: an axis that changes has its usual ends, unless the address said others."""

    @app.callback(
        *(Output(end, "value") for end in ends),
        *(Output(end, "max") for end in ends),
        Input(axis, "value"),
        *(State(end, "value") for end in ends),
        State("went", "data"),
        prevent_initial_call=True,
    )
    async def start_and_stop(sweep: str | None, start: Any, stop: Any, went: dict[str, str] | None) -> tuple[Any, ...]:
        if not sweep:
            return (no_update,) * 4
        limits = (PARAMETERS[sweep].largest,) * 2
        there = from_search(went["search"])[0] if went else None
        if there and tuple(getattr(there, field) for field in fields) == (sweep, start, stop):
            return no_update, no_update, *limits  # the address said so, not the user
        return *usual_range(sweep, up=axis == "y"), *limits


def _register_device(app: Dash) -> None:
    app.clientside_callback(
        "(...shown) => window.mhoscope.explore.shape(...shown)",
        Output("shape", "value"),
        Output("sweep", "value", allow_duplicate=True),
        Output("y", "value", allow_duplicate=True),
        Output("device", "value", allow_duplicate=True),
        Output("y-box", "style"),
        Input("shape", "value"),
        Input("sweep", "value"),
        Input("y", "value"),
        Input("device", "value"),
        State("devices", "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("sigmas", "style"),
        Output("aging", "style"),
        Output("device-note", "children"),
        Input("device", "value"),
        State("devices", "data"),
    )
    async def show_device(device: str | None, devices: dict[str, dict[str, Any]]) -> tuple[Any, Any, str]:
        if not device:
            return SHOWN, HIDDEN, ""
        found = devices.get(device, {})
        return HIDDEN, SHOWN if found.get("oldest_s") else HIDDEN, found.get("note", "")
