"""The controls of Explore among themselves, and what they amount to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, no_update

from frontend.features.explore import age_callbacks as ages
from frontend.features.explore import idle
from frontend.kit.controls import KNOBS, keep_in_step, place_of
from frontend.kit.notices import asides
from frontend.kit.state import PARAMETERS, View, from_search, without_idle
from frontend.kit.state.parameters import BY_KEY
from frontend.kit.state.steps import listed

FIELDS: dict[str, tuple[str, str]] = {
    "networks": ("networks", "value"),
    "sweep": ("sweep", "value"),
    "start": ("start", "value"),
    "stop": ("stop", "value"),
    "count": ("count", "value"),
    "list_x": ("list-x", "data"),
    "y": ("y", "value"),
    "y_start": ("y-start", "value"),
    "y_stop": ("y-stop", "value"),
    "y_count": ("y-count", "value"),
    "list_y": ("list-y", "data"),
    "kept": ("kept", "data"),
    "technology": ("technology", "value"),
    "energy_mode": ("energy-mode", "value"),
    "activations": ("activations", "value"),
    "constants": ("constants", "data"),
    "band": ("band", "value"),
    "whole": ("whole", "checked"),
    "cut_x": ("cut-x", "data"),
    "cut_y": ("cut-y", "data"),
    "pins": ("pins", "data"),
} | {option.name: place_of(option) for option in BY_KEY.values()}
"""Where on the page each attribute of a view is."""
LISTS = ("networks", "list_x", "list_y", "kept", "constants", "pins")
STORED = tuple(name for name, (_id, prop) in FIELDS.items() if prop == "data")
MOST_SAID = 9
"""Values of a list that are said."""
HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}


def view_from(values: dict[str, Any]) -> View:
    """The view that the controls show; an emptied number has its default. Raises ValidationError."""
    usual = View()
    clean = {field: (getattr(usual, field) if value in ("", None) else value) for field, value in values.items()}
    clean |= {field: tuple(values.get(field) or ()) for field in LISTS}
    return without_idle(View.model_validate(clean))


def values_of(view: View) -> dict[str, Any]:
    """What the controls show of a view; the inverse of `view_from`."""
    shown = {field: getattr(view, field) for field in FIELDS}
    shown |= {field: list(getattr(view, field)) for field in LISTS}
    return {field: "" if value is None and field not in STORED else value for field, value in shown.items()}


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
    """From where to where a parameter is swept unless someone says otherwise, as shown; `up` a map it may go less far."""
    how = PARAMETERS[sweep].sweep
    if how is None:
        raise ValueError(f"{sweep} cannot be swept")
    return how.usual_up if up and how.usual_up else how.usual


def register(app: Dash) -> None:
    keep_in_step(app)
    idle.register(app)
    ages.register(app)
    _register_device(app)

    @app.callback(Output("conversion", "children"), Input("programming-slider", "value"), Input("reference", "value"))
    async def convert(sigma: float | None, reference: str) -> str:
        return conversion(sigma or 0.0, reference)

    @app.callback({knob.id: Output(f"{knob.id}-swept", "children") for knob in KNOBS}, Input("sweep", "value"))
    async def mark_swept(sweep: str) -> dict[str, str]:
        return {knob.id: "on the axis" if knob.field.key == sweep else "" for knob in KNOBS}

    @app.callback(Output("test-level-box", "style"), Input("test-kind", "value"), Input("sweep", "value"))
    async def level(kind: str, sweep: str) -> dict[str, str]:
        return SHOWN if kind != "none" or sweep == "l" else HIDDEN

    _register_range(app, "sweep", ("sweep", "start", "stop", "count", "list_x"))
    _register_range(app, "y", ("y", "y_start", "y_stop", "y_count", "list_y"))

    @app.callback(
        output={
            "values": {field: Output(*place, allow_duplicate=True) for field, place in FIELDS.items()},
            "ends": {knob.field.name: Output(f"{knob.id}-slider", "max") for knob in KNOBS},
            "asides": Output("asides", "children"),
        },
        inputs={"went": Input("went", "data")},
        state={"now": {field: State(*place) for field, place in FIELDS.items()}},
        prevent_initial_call=True,
    )
    async def follow_address(went: dict[str, str], now: dict[str, Any]) -> dict[str, Any]:
        view, notices = from_search(went["search"])
        ends = {knob.field.name: knob.reach(getattr(view, knob.field.name)) for knob in KNOBS}
        return {"values": what_changes(values_of(view), now), "ends": ends, "asides": asides(notices)}


def _register_range(app: Dash, axis: str, names: tuple[str, str, str, str, str]) -> None:
    """What is swept decides how far: an axis that changes has its usual ends, unless the address said others."""
    start_id, stop_id, count_id, list_id = (FIELDS[name][0] for name in names[1:])

    @app.callback(
        Output(start_id, "value"),
        Output(stop_id, "value"),
        Output(list_id, "data"),
        Output(start_id, "max"),
        Output(stop_id, "max"),
        Input(axis, "value"),
        State(start_id, "value"),
        State(stop_id, "value"),
        State("went", "data"),
        prevent_initial_call=True,
    )
    async def start_and_stop(sweep: str | None, start: Any, stop: Any, went: dict[str, str] | None) -> tuple[Any, ...]:
        if not sweep:
            return (no_update,) * 5
        limits = (PARAMETERS[sweep].largest,) * 2
        there = from_search(went["search"])[0] if went else None
        if there and tuple(getattr(there, name) for name in names[:3]) == (sweep, start, stop):
            return no_update, no_update, no_update, *limits  # the address said so, not the user
        return *usual_range(sweep, up=axis == "y"), [], *limits

    @app.callback(
        Output(f"{list_id}-said", "children"),
        Input(list_id, "data"),
        Input(start_id, "value"),
        Input(stop_id, "value"),
        Input(count_id, "value"),
        State(axis, "value"),
    )
    async def say_list(values: list[float] | None, start: Any, stop: Any, count: Any, sweep: str | None) -> str:
        return list_in_words(sweep, values or [], start, stop, count)


def list_in_words(sweep: str | None, values: Sequence[float], start: Any, stop: Any, count: Any) -> str:
    """That a sweep has values of its own, which are as in the spec; empty if they are evenly spaced."""
    if not sweep or not values or not listed(PARAMETERS[sweep], values, start, stop, count):
        return ""
    shown = [f"{PARAMETERS[sweep].shown(value):.4g}" for value in values]
    some = shown if len(shown) <= MOST_SAID else [*shown[: MOST_SAID - 2], "…", shown[-1]]
    return f"Values of their own: {', '.join(some)}. Another end or number spaces them evenly."


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
