"""A view as the search part of a URL, and back.

Canonical: one text per view, defaults left out. Versioned: `v=1`. Forgiving: a value that is out of range
or unknown is put right, and a notice says so; a link never crashes the page.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError

from frontend.kit.state.parameters import BY_KEY, LATER, LEADING, PARAMETERS
from frontend.kit.state.texts import SWITCHED, from_text, number, to_text
from frontend.kit.state.view import DEFAULT, View, without_idle

VERSION = "1"
KEYS = (
    {
        "n": "networks",
        "x": "sweep",
        "a": "start",
        "b": "stop",
        "c": "count",
        "xv": "list_x",
        "y": "y",
        "ya": "y_start",
        "yb": "y_stop",
        "yc": "y_count",
        "yv": "list_y",
    }
    | {field.key: field.name for field in LEADING}
    | {
        "t": "technology",
        "m": "energy_mode",
        "ea": "activations",
        "ec": "constants",
        "bd": "band",
        "yr": "whole",
        "pl": "predicted",
        "cx": "cut_x",
        "cy": "cut_y",
        "pin": "pins",
    }
    | {field.key: field.name for field in LATER}
    | {"ov": "overrides", "sp": "kept"}
)
TEXTS = ("sweep", "y", "technology", "energy_mode", "activations", "band")
LISTS = ("networks", "constants", "pins", "overrides", "kept")
NUMBER_LISTS = ("list_x", "list_y")


def to_search(view: View) -> str:
    """Such as "?v=1&x=r&b=10"; empty for the default view."""
    pairs = []
    for key, name in KEYS.items():
        value = getattr(view, name)
        if value != getattr(DEFAULT, name):
            pairs.append((key, to_text(value)))
    return "?" + urlencode([("v", VERSION), *pairs], safe="/,:") if pairs else ""


def from_search(search: str) -> tuple[View, list[str]]:
    """The view of a URL's search part, and a sentence for each value that had to be put right."""
    notices: list[str] = []
    given = dict(parse_qsl(search.lstrip("?"), keep_blank_values=True))
    version = given.pop("v", VERSION)
    if version != VERSION:
        notices.append(f"This link is of version {version[:20]}; it is read as version {VERSION}.")
    fields: dict[str, Any] = {}
    for key, text in given.items():
        name = KEYS.get(key)
        if name is None:
            continue  # others may add parameters of their own to a link
        value = _value(key, name, text)
        problem = _problem(name, value)
        if problem is None:
            fields[name] = value
            continue
        put_right = _clamped(name, value)
        if put_right is not None:
            fields[name] = put_right
        shown = fields.get(name, getattr(DEFAULT, name))
        notices.append(
            f"The link asks for {name.replace('_', ' ')} = {text[:40]!r}, which is not possible; "
            f"{to_text(shown) or 'none'} is shown."
        )
    return _within_sweep(View.model_validate(fields), fields, notices), notices


def _within_sweep(view: View, given: Collection[str], notices: list[str]) -> View:
    """How far a sweep may go depends on what is swept; a map needs two different parameters.

    `given` are the attributes that the link says.
    """
    if view.y == view.sweep:
        notices.append(f"The link asks for a map of {PARAMETERS[view.sweep].title} against itself; the curve is shown.")
        view = view.model_copy(update={"y": None})
    too_far: dict[str, float] = {}
    for key, names in ((view.sweep, ("start", "stop")), (view.y, ("y_start", "y_stop"))):
        if key is None:
            continue
        parameter, title = PARAMETERS[key], PARAMETERS[key].title
        for name, word in zip(names, ("from", "to"), strict=True):
            largest = parameter.largest if name in given else parameter.reach
            if getattr(view, name) > largest:
                too_far[name] = largest
                notices.append(f"The link sweeps {title} {word} {getattr(view, name):g}; it goes to {largest:g} at most.")
    return without_idle(view.model_copy(update=too_far))


def _value(key: str, name: str, text: str) -> Any:
    if key in BY_KEY:
        return from_text(BY_KEY[key], text)
    if name in LISTS:
        return tuple(dict.fromkeys(part for part in text.split(",") if part))
    if name in NUMBER_LISTS:
        return tuple(dict.fromkeys(number(part) for part in text.split(",") if part))
    if name in TEXTS:
        return text
    return SWITCHED.get(text, text) if isinstance(getattr(DEFAULT, name), bool) else number(text)


def _problem(name: str, value: Any) -> str | None:
    try:
        View.model_validate({name: value})
    except ValidationError as error:
        return error.errors()[0]["type"]
    return None


def _clamped(name: str, value: Any) -> Any:
    """The nearest possible number, if it is a number that is out of range."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:
        return None
    for limit in View.model_fields[name].metadata:
        low, high = getattr(limit, "ge", None), getattr(limit, "le", None)
        if low is not None and value < low:
            return low
        if high is not None and value > high:
            return high
    return None
