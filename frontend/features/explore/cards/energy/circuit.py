"""The circuit that energies of Explore are asked for with: the options that estimates depend on, as they say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Input

from backend.options.rules import FieldValues
from frontend.kit.controls import place_of
from frontend.kit.state.parameters import FIELDS, Parameter

PRICED = tuple(field for field in FIELDS.values() if field.priced)


SWEPT = {field.key: field for field in PRICED if field.sweep}
"""By the key of the parameter that may be swept."""


def inputs() -> dict[str, Input]:
    """Their controls on Explore by the name of the field."""
    return {field.name: Input(*place_of(field)) for field in PRICED}


def circuit(shown: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What an energy request says of converters and crossbar, from what controls or a view show, by the name of the field.

    An emptied number has its default, and what has no effect is left out, as in a spec.
    """
    said = {field.field: _meant(field, shown[field.name]) for field in PRICED}
    values = FieldValues(lambda path: said[path] if path in said else FIELDS[path].default)
    parts: dict[str, dict[str, Any]] = {"converters": {}, "crossbar": {}}
    for field in PRICED:
        if not field.why_not(values):
            part, name = field.field.split(".")
            parts[part][name] = said[field.field]
    return parts


def _meant(field: Parameter, shown: Any) -> Any:
    return field.default if shown in ("", None) else field.meant(shown)
