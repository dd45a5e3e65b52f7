"""Every field of a spec that is set: its option, and what the contract says of it."""

from __future__ import annotations

from backend.options import BY_FIELD
from backend.options.spec_field import SpecField, described
from backend.options.table import Row, rows
from backend.schemas.spec import Spec

FIELDS: dict[str, SpecField] = described(Spec, BY_FIELD)
"""By its place in the spec, such as "internal_noise.programming"."""


def table() -> list[Row]:
    """All of them as rows for the manual."""
    return rows(FIELDS.values())
