"""What is set, in words: everything that is not at its default and has an effect."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from backend.options.rules import Now
from backend.options.spec_field import SpecField


def phrases(fields: Iterable[SpecField], value: Callable[[str], Any], swept: Collection[str] = ()) -> list[str]:
    """Such as "read noise 2 %", one for each field that is not swept; some are said at their default, too.

    `value` gives the value of a field of the spec; `swept` are the fields that are swept.
    """
    now = Now(value, swept)
    return [
        field.phrase(value(field.field))
        for field in fields
        if field.field not in swept and field.has_effect(now) and (field.always or value(field.field) != field.default)
    ]
