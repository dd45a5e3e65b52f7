"""Every option behind "Advanced", in its group: a control with what it means, or why it has no effect."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.options.option import FAULTS, IMAGES, MAPPING, PROGRAMMING, READING, RESOLUTION, WIRES
from frontend.kit.controls import control_id
from frontend.kit.help_links import help_line
from frontend.kit.state import DEFAULT, View
from frontend.kit.state.parameters import ADVANCED, BY_KEY, Parameter
from frontend.kit.state.view import why_not

GROUPS: dict[str, list[Parameter]] = {title: [field for field in BY_KEY.values() if field.group == title] for title in ADVANCED}
TOPICS = {
    MAPPING: "mapping",
    PROGRAMMING: "error-law",
    READING: "floor",
    RESOLUTION: "resolution",
    FAULTS: "faults",
    WIRES: "wires",
    IMAGES: "test-noise",
}
"""Of the manual, for each group."""
PER_LAYER = "Per layer"
NEEDY = tuple(field for fields in GROUPS.values() for field in fields if field.needs)
"""Options behind "Advanced" that may have no effect."""


def is_changed(view: View, field: Parameter) -> bool:
    return bool(getattr(view, field.name) != getattr(DEFAULT, field.name))


def groups(view: View, of_layers: Any) -> Any:
    """Every group, closed unless something in it is set; the last, with what is set for single layers, is `of_layers`."""
    reasons = why_not(view, view.swept)
    return dmc.Accordion(
        [
            dmc.AccordionItem(
                [
                    dmc.AccordionControl(title),
                    dmc.AccordionPanel(
                        [*(control(field, view, reasons.get(field.name, "")) for field in fields), help_line(TOPICS[title])]
                    ),
                ],
                value=title,
            )
            for title, fields in GROUPS.items()
        ]
        + [
            dmc.AccordionItem(
                [dmc.AccordionControl(PER_LAYER), dmc.AccordionPanel([of_layers, help_line("per-layer")])], value=PER_LAYER
            )
        ],
        multiple=True,
        value=[
            *(title for title, fields in GROUPS.items() if any(is_changed(view, field) for field in fields)),
            *([PER_LAYER] if view.overrides else ()),
        ],
        chevronPosition="left",
        className="plain options",
    )


def control(field: Parameter, view: View, reason: str) -> Any:
    """One component an option: every change anywhere on the page is told to every component there is."""
    common: dict[str, Any] = {
        "id": control_id(field),
        "label": field.title,
        "description": meaning(field, reason),
        "className": look(reason),
        "disabled": bool(reason),
    }
    value = getattr(view, field.name)
    if field.kind == "switch":
        return dmc.Switch(checked=value, size="sm", labelPosition="left", **common)
    if field.kind == "choice":
        data = [{"value": choice, "label": words} for choice, words in field.words.items()]
        return dmc.Select(value=value, data=data, size="xs", allowDeselect=False, checkIconPosition="right", **common)
    return number(field, value, **common)


def number(field: Parameter, value: Any, **more: Any) -> Any:
    """The number of an option, within the bounds of the spec; nothing is what the placeholder says."""
    return dmc.NumberInput(
        value="" if value is None else value,
        min=field.shown(field.low),
        max=field.shown(field.high),
        allowDecimal=not field.whole,
        allowNegative=False,
        suffix=f" {field.unit}" if field.unit else "",
        placeholder=field.empty if field.optional else "",
        debounce=500,
        size="xs",
        hideControls=True,
        clampBehavior="blur",
        **more,
    )


def meaning(field: Parameter, reason: str) -> Any:
    """What is said below an option; with a reason, why it has no effect."""
    return [field.meaning, html.Span(f" {reason}", className="why")] if reason else field.meaning


def look(reason: str) -> str:
    return "option off" if reason else "option"
