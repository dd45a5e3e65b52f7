"""The converters that energies of Explore are asked for with: the options that estimates depend on, as they say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Input

from frontend.kit.controls import control_id
from frontend.kit.state.parameters import FIELDS

PRICED = tuple(field for field in FIELDS.values() if field.priced)


SWEPT = {field.key: field for field in PRICED}
"""By the key of the parameter that may be swept."""


def inputs() -> dict[str, Input]:
    """Their controls on Explore by the name of the field."""
    return {field.name: Input(control_id(field), "value") for field in PRICED}


def converters(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an energy request says of converters, from what the controls show: an emptied number is an ideal converter."""
    return {field.name: values[field.name] or None for field in PRICED}
