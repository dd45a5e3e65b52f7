"""Settings in words: everything that has an effect and is not at its default."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from backend.options.rules import FieldValues
from backend.options.spec_field import SpecField


def phrases(fields: Iterable[SpecField], value: Callable[[str], Any], swept: Collection[str] = ()) -> list[str]:
    """Return a phrase such as "read noise 2 %" for each field that has an effect and is neither swept nor at its default.

    Fields with `always` are included at their default, too. `value` returns the value of a field in the unit of the spec.
    """
    values = FieldValues(value, swept)
    return [
        field.phrase(value(field.field))
        for field in fields
        if field.field not in swept and field.has_effect(values) and (field.always or value(field.field) != field.default)
    ]
