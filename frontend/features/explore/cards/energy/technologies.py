"""A technology's constants as numbers that can be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.technology import Constant, Technology
from frontend.features.explore import ids


def inputs_for(technology: Technology, kept: Sequence[str]) -> Any:
    """Every constant with its unit, range and source; `kept` are those that were changed, as name:value."""
    changed = constants_of(kept, list(technology.constants))
    parts = [
        html.Div(
            [
                dmc.NumberInput(
                    id=ids.constant(technology.id, name),
                    label=name.replace("_", " "),
                    value=changed.get(name, ""),
                    placeholder=f"{constant.value:g}",
                    min=0,
                    size="xs",
                    hideControls=True,
                    debounce=400,
                    suffix=f" {constant.unit}",
                ),
                html.P(_meaning(constant), className="meaning"),
            ]
        )
        for name, constant in technology.constants.items()
    ]
    return html.Div(
        [
            html.P("What is left empty has the value of its source. A changed value has no range.", className="meaning"),
            html.Div(parts, className="constants"),
        ]
    )


def _meaning(constant: Constant) -> str:
    source = constant.source[:1].upper() + constant.source[1:]
    return f"In {constant.unit or 'pure numbers'}. {_range(constant)}{source}"


def _range(constant: Constant) -> str:
    if constant.low is None and constant.high is None:
        return ""
    low, high = constant.at("low"), constant.at("high")
    return f"{'Assumed, ' if constant.assumed else ''}{low:g} to {high:g}. "


def changed_by(values: Sequence[Any], ids: Sequence[Mapping[str, str]], usual: Sequence[str]) -> list[str]:
    """The constants whose number is not the usual one, as name:value."""
    return [
        f"{component['name']}:{float(value):g}"
        for value, component, default in zip(values, ids, usual, strict=True)
        if value not in ("", None) and f"{float(value):g}" != default
    ]


def constants_of(kept: Sequence[str], known: Sequence[str]) -> dict[str, float]:
    """name:value as the API takes them; what is no number, or no constant of the technology, is left out."""
    found = {}
    for text in kept:
        name, _, value = text.partition(":")
        try:
            number = float(value)
        except ValueError:
            continue
        if name in known:
            found[name] = number
    return found
