"""The fields of a spec by the keys of addresses, and those among them that can be swept."""

from __future__ import annotations

from backend.options.option import ADVANCED, GROUPS
from backend.options.spec_field import SpecField as Parameter
from backend.schemas.fields import FIELDS

LEADING = tuple(field for field in FIELDS.values() if field.leading)
LATER = tuple(sorted((field for field in FIELDS.values() if not field.leading), key=lambda field: GROUPS.index(field.group)))
"""In the order of addresses: by group."""
BY_KEY: dict[str, Parameter] = {field.key: field for field in (*LEADING, *LATER)}
PARAMETERS: dict[str, Parameter] = {key: field for key, field in BY_KEY.items() if field.sweep}
"""What can be swept."""

__all__ = ["ADVANCED", "BY_KEY", "FIELDS", "GROUPS", "LATER", "LEADING", "PARAMETERS", "Parameter"]
