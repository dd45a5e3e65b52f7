"""A view as the search part of a URL, and back.

Canonical: one text per view, defaults left out. Versioned: `v=1`. Forgiving: a value that is out of range
or unknown is put right, and a notice says so; a link never crashes the page.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError

from frontend.kit.state import physics
from frontend.kit.state.view import DEFAULT, PARAMETERS, View, without_idle

VERSION = "1"
KEYS = {
    "n": "networks",
    "x": "sweep",
    "a": "start",
    "b": "stop",
    "c": "count",
    "y": "y",
    "ya": "y_start",
    "yb": "y_stop",
    "yc": "y_count",
    "p": "programming",
    "r": "read",
    "ref": "reference",
    "dv": "device",
    "ag": "age_s",
    "dc": "compensation",
    "k": "test_kind",
    "l": "test_level",
    "wb": "weight_bits",
    "ab": "adc_bits",
    "db": "dac_bits",
    "i": "images",
    "h": "half_width",
    "dm": "min_draws",
    "d": "max_draws",
    "ss": "subsets",
    "s": "seed",
    "t": "technology",
    "m": "energy_mode",
    "ea": "activations",
    "ec": "constants",
    "bd": "band",
    "yr": "whole",
    "cx": "cut_x",
    "cy": "cut_y",
    "pin": "pins",
} | physics.KEYS
TUPLES = ("networks", "constants", "pins")
TEXTS = ("sweep", "y", "reference", "test_kind", "technology", "energy_mode", "activations", "device", "band", *physics.TEXTS)
SWITCHES = ("compensation", "subsets", "whole", *physics.SWITCHES)


def to_search(view: View) -> str:
    """Such as "?v=1&x=r&b=10"; empty for the default view."""
    pairs = []
    for key, field in KEYS.items():
        value = getattr(view, field)
        if value != getattr(DEFAULT, field):
            pairs.append((key, _text(value)))
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
        field = KEYS.get(key)
        if field is None:
            continue  # others may add parameters of their own to a link
        value = _value(field, text)
        problem = _problem(field, value)
        if problem is None:
            fields[field] = value
            continue
        put_right = _clamped(field, value)
        if put_right is not None:
            fields[field] = put_right
        shown = fields.get(field, getattr(DEFAULT, field))
        notices.append(
            f"The link asks for {field.replace('_', ' ')} = {text[:40]!r}, which is not possible; "
            f"{_text(shown) or 'none'} is shown."
        )
    return _within_sweep(View.model_validate(fields), notices), notices


def _within_sweep(view: View, notices: list[str]) -> View:
    """How far a sweep may go depends on what is swept; a map needs two different parameters."""
    if view.y == view.sweep:
        notices.append(f"The link asks for a map of {PARAMETERS[view.sweep].title} against itself; the curve is shown.")
        view = view.model_copy(update={"y": None})
    too_far: dict[str, float] = {}
    for key, fields in ((view.sweep, ("start", "stop")), (view.y, ("y_start", "y_stop"))):
        if key is None:
            continue
        title, largest = PARAMETERS[key].title, PARAMETERS[key].largest
        for field, word in zip(fields, ("from", "to"), strict=True):
            if getattr(view, field) > largest:
                too_far[field] = largest
                notices.append(f"The link sweeps {title} {word} {getattr(view, field):g}; it goes to {largest:g} at most.")
    return without_idle(view.model_copy(update=too_far))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _value(field: str, text: str) -> Any:
    if field in TUPLES:
        return tuple(dict.fromkeys(part for part in text.split(",") if part))
    if field in TEXTS:
        return text
    if text == "" and (field.endswith("_bits") or field in physics.EMPTY):
        return None
    if field in SWITCHES:
        return {"1": True, "0": False}.get(text, text)
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _problem(field: str, value: Any) -> str | None:
    try:
        View.model_validate({field: value})
    except ValidationError as error:
        return error.errors()[0]["type"]
    return None


def _clamped(field: str, value: Any) -> Any:
    """The nearest possible number, if it is a number that is out of range."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:
        return None
    for limit in View.model_fields[field].metadata:
        low, high = getattr(limit, "ge", None), getattr(limit, "le", None)
        if low is not None and value < low:
            return low
        if high is not None and value > high:
            return high
    return None
