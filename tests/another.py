"""Another value for every field of a spec, for tests that walk all of them."""

from __future__ import annotations

from typing import Any

from backend.options.spec_field import SpecField

PARTICULAR: dict[str, Any] = {
    "internal_noise.device": "pcm-joshi",
    "crossbar.on_off_ratio": 20.0,
    "crossbar.rows": 5,
    "crossbar.columns": 4,
}
"""Where half of the default says nothing."""


def another(field: SpecField) -> Any:
    """Return an allowed value, in the unit of the spec, that is not the default."""
    if field.field in PARTICULAR:
        return PARTICULAR[field.field]
    if field.choices:
        return next(choice for choice in field.choices if choice != field.default)
    if field.kind == "switch":
        return not field.default
    return 4 if field.whole else (field.default or 0.5) * 0.75
