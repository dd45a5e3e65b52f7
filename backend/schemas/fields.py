"""Every field of a spec, as its option joined with its pydantic field."""

from __future__ import annotations

from backend.options import BY_FIELD
from backend.options.spec_field import SpecField, described
from backend.options.table import Row, rows
from backend.schemas.spec import Spec

FIELDS: dict[str, SpecField] = described(Spec, BY_FIELD)
"""All fields by their path, such as "internal_noise.programming"."""


def table() -> list[Row]:
    """Return all fields as rows for the manual."""
    return rows(FIELDS.values())
