"""Values as texts of an address, and back."""

from __future__ import annotations

from typing import Any

from frontend.kit.state.parameters import Parameter

SWITCHED = {"1": True, "0": False}


def to_text(value: Any) -> str:
    """Short where that is exact; a list is joined by commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple):
        return ",".join(item if isinstance(item, str) else to_text(item) for item in value)
    if isinstance(value, float):
        short = f"{value:.10g}"
        return short if float(short) == value else repr(value)
    return str(value)


def from_text(field: Parameter, text: str) -> Any:
    """The value of an option as shown; the text itself where it is none."""
    if field.kind in ("choice", "text"):
        return text
    if field.kind == "switch":
        return SWITCHED.get(text, text)
    return None if text == "" and field.optional else number(text)


def number(text: str) -> Any:
    """The number, whole if it is; the text itself where it is none."""
    try:
        found = float(text)
    except ValueError:
        return text
    return int(found) if found.is_integer() and abs(found) < 2**53 else found
