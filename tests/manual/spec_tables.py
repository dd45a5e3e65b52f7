"""The spec as a table of its fields, and as an example with all of them."""

from __future__ import annotations

import json
from typing import Any

from backend.schemas.fields import FIELDS
from backend.schemas.fields import table as rows_of_fields
from backend.schemas.spec import Spec
from tests.manual.marks import table

EXAMPLE = "digits/rnn-t8-noise0.1"
FIRST = ("version", "networks", "images")
"""What a reader sets first; other fields follow as the spec has them."""


def fields() -> str:
    """A row for each field that is set by a number, a choice or a name."""
    rows: list[list[object]] = [
        [f"`{row.field}`", row.title, row.allowed, f"`{row.default}`", _sweep(row.field), row.meaning.rstrip(".")]
        for row in rows_of_fields()
    ]
    return table(["field", "title on the pages", "allowed", "default", "usual sweep", "meaning"], rows)


def _sweep(field: str) -> str:
    """From where to where it is swept unless someone says otherwise, in the spec's units; empty if it cannot be swept."""
    found = FIELDS[field]
    return "" if found.sweep is None else " to ".join(f"{found.meant(end):g}" for end in found.sweep.usual)


def example() -> str:
    """A spec with every field at its default, an object of fields a line."""
    document = Spec(networks=[EXAMPLE]).model_dump(mode="json")
    order = sorted(document, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    lines = [f"  {json.dumps(name)}: {json.dumps(_plain(document[name]))}" for name in order]
    return "```json\n{\n" + ",\n".join(lines) + "\n}\n```"


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and value:
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
