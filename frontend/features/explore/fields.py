"""The controls of Explore among themselves, and what they amount to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, no_update

from frontend.features.explore import age_callbacks as ages
from frontend.features.explore import idle, ids
from frontend.features.explore.facts import Facts
from frontend.kit import ids as kit_ids
from frontend.kit.controls import KNOBS, keep_in_step, place_of
from frontend.kit.notices import asides
from frontend.kit.state import PARAMETERS, View, from_search, without_idle
from frontend.kit.state.parameters import BY_KEY
from frontend.kit.state.steps import listed

FIELDS: dict[str, tuple[str, str]] = {
    "networks": (ids.NETWORKS, "value"),
    "sweep": (ids.SWEEP, "value"),
    "start": (ids.START, "value"),
    "stop": (ids.STOP, "value"),
    "count": (ids.COUNT, "value"),
    "list_x": (ids.LIST_X, "data"),
    "y": (ids.Y, "value"),
    "y_start": (ids.Y_START, "value"),
    "y_stop": (ids.Y_STOP, "value"),
    "y_count": (ids.Y_COUNT, "value"),
    "list_y": (ids.LIST_Y, "data"),
    "kept": (ids.KEPT, "data"),
    "overrides": (ids.OVERRIDES, "data"),
    "technology": (ids.TECHNOLOGY, "value"),
    "energy_mode": (ids.ENERGY_MODE, "value"),
    "activations": (ids.ACTIVATIONS, "value"),
    "constants": (ids.CONSTANTS, "data"),
    "band": (ids.BAND, "value"),
    "whole": (ids.WHOLE, "checked"),
    "predicted": (ids.PREDICTED, "checked"),
    "cut": (ids.CUT, "data"),
    "pins": (ids.PINS, "data"),
} | {option.name: place_of(option) for option in BY_KEY.values()}
"""Where on the page each attribute of a view is; where a map is cut along both axes is one."""
LISTS = ("networks", "list_x", "list_y", "kept", "overrides", "constants", "pins")
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
    clean.pop("cut")
    clean["cut_x"], clean["cut_y"] = values.get("cut") or (None, None)
    return without_idle(View.model_validate(clean))


def values_of(view: View) -> dict[str, Any]:
    """What the controls show of a view; the inverse of `view_from`."""
    shown = {field: getattr(view, field) for field in FIELDS if field != "cut"} | {"cut": [view.cut_x, view.cut_y]}
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

    @app.callback(
        Output(ids.CONVERSION, "children"), Input(kit_ids.slider(ids.PROGRAMMING), "value"), Input(ids.REFERENCE, "value")
    )
    async def convert(sigma: float | None, reference: str) -> str:
        return conversion(sigma or 0.0, reference)

    @app.callback({knob.id: Output(kit_ids.swept(knob.id), "children") for knob in KNOBS}, Input(ids.SWEEP, "value"))
    async def mark_swept(sweep: str) -> dict[str, str]:
        return {knob.id: "on the axis" if knob.field.key == sweep else "" for knob in KNOBS}

    @app.callback(Output(ids.TEST_LEVEL_BOX, "style"), Input(ids.TEST_KIND, "value"), Input(ids.SWEEP, "value"))
    async def level(kind: str, sweep: str) -> dict[str, str]:
        return SHOWN if kind != "none" or sweep == "l" else HIDDEN

    _register_range(app, ids.SWEEP, ("sweep", "start", "stop", "count", "list_x"))
    _register_range(app, ids.Y, ("y", "y_start", "y_stop", "y_count", "list_y"))

    @app.callback(
        output={
            "values": {field: Output(*control, allow_duplicate=True) for field, control in FIELDS.items()},
            "ends": {knob.field.name: Output(kit_ids.slider(knob.id), "max") for knob in KNOBS},
            "asides": Output(ids.ASIDES, "children"),
        },
        inputs={"went": Input(ids.WENT, "data")},
        state={"now": {field: State(*control) for field, control in FIELDS.items()}},
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
        State(ids.WENT, "data"),
        prevent_initial_call=True,
    )
    async def start_and_stop(sweep: str | None, start: Any, stop: Any, went: dict[str, str] | None) -> tuple[Any, ...]:
        if not sweep:
            return (no_update,) * 5
        limits = (PARAMETERS[sweep].largest,) * 2
        there = from_search(went["search"])[0] if went else None
        if there and tuple(getattr(there, name) for name in names[:3]) == (sweep, start, stop):
            return no_update, no_update, no_update, *limits  # the address said so, not the user
        return *usual_range(sweep, up=axis == ids.Y), [], *limits

    @app.callback(
        Output(ids.list_said(list_id), "children"),
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
        Output(ids.SHAPE, "value"),
        Output(ids.SWEEP, "value", allow_duplicate=True),
        Output(ids.Y, "value", allow_duplicate=True),
        Output(ids.DEVICE, "value", allow_duplicate=True),
        Output(ids.Y_BOX, "style"),
        Input(ids.SHAPE, "value"),
        Input(ids.SWEEP, "value"),
        Input(ids.Y, "value"),
        Input(ids.DEVICE, "value"),
        State(ids.FACTS, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.SIGMAS, "style"),
        Output(ids.AGING, "style"),
        Output(ids.DEVICE_NOTE, "children"),
        Input(ids.DEVICE, "value"),
        State(ids.FACTS, "data"),
    )
    async def show_device(device: str | None, facts: Any) -> tuple[Any, Any, str]:
        if not device:
            return SHOWN, HIDDEN, ""
        found = Facts.model_validate(facts).devices.get(device)
        return HIDDEN, SHOWN if found and found.oldest_s else HIDDEN, found.note if found else ""
