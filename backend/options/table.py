"""All fields of a spec as rows of a table, for the manual."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from backend.options.spec_field import SpecField


class Row(NamedTuple):
    """One field as texts; default and bounds are in the unit of the spec."""

    field: str
    title: str
    default: str
    allowed: str
    meaning: str
    key: str
    """Its key in addresses of Explore, where values are in the unit of the page."""
    shown_in: str
    """The unit of the page; empty for none."""
    swept: str
    """First and last value of a new sweep, in the unit of the page; empty if it cannot be swept."""


def rows(fields: Iterable[SpecField]) -> list[Row]:
    """Return a row for each field, in their order."""
    return [
        Row(
            field=field.field,
            title=field.title,
            default=json.dumps(field.default),
            allowed=allowed(field),
            meaning=field.description or field.meaning,
            key=field.key,
            shown_in=field.unit,
            swept=_span(*field.sweep.usual) if field.sweep else "",
        )
        for field in fields
    ]


def allowed(field: SpecField) -> str:
    """Return the allowed values in words, such as "0 to 1", "above 1, to 1000000000, or null" or "gaussian, uniform"."""
    if field.choices:
        return ", ".join(field.choices)
    if field.kind == "switch":
        return "true, false"
    if field.kind == "text":
        return "a name, or null" if field.optional else "a name"
    low = f"{'above ' if field.low_excluded else ''}{field.low:.16g}{',' if field.low_excluded else ''}"
    return f"{low} to {field.high:.16g}{', or null' if field.optional else ''}"


def _span(low: float, high: float) -> str:
    return f"{low:g} to {high:g}"
