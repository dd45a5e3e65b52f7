"""Notes on a run, and lines across its figure: for everyone who sees the run, and frozen in its shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.run import Annotation
from frontend.kit.state import PARAMETERS, Parameter


def notes_dialog() -> Any:
    return dmc.Modal(
        [
            html.P(
                "Whoever opens this run sees them, and a share keeps them as they are when it is made. Numbers never change.",
                className="meaning",
            ),
            dmc.Textarea(
                id="note-text", label="Note", placeholder="What to look at, what was found", autosize=True, minRows=2, mt="sm"
            ),
            html.H3("Lines across the figure"),
            html.Div(id="note-lines"),
            html.Div(
                [
                    dmc.Select(
                        id="line-axis",
                        label="At",
                        value="y",
                        data=[{"value": "y", "label": "an accuracy (%)"}, {"value": "x", "label": "a swept value"}],
                        allowDeselect=False,
                        size="xs",
                        w=150,
                    ),
                    dmc.NumberInput(id="line-value", label="Value", value=95, min=0, size="xs", w=90),
                    dmc.TextInput(id="line-words", label="Words", placeholder="such as: good enough", size="xs", w=200),
                    dmc.Button("Add line", id="line-add", variant="default", size="xs"),
                ],
                className="toolbar",
            ),
            html.Div(id="notes-trouble", **{"aria-live": "polite"}),
            dmc.Button("Save note", id="note-save", mt="sm"),
        ],
        id="notes-modal",
        title="Notes on this run",
        size="lg",
    )


def lines(annotations: Sequence[Annotation], sweep: str) -> Any:
    """Each line with a button that takes it away."""
    if not annotations:
        return html.P("None yet.", className="meaning")
    return html.Ul([_line(line, at, PARAMETERS[sweep]) for at, line in enumerate(annotations)], className="lines")


def _line(line: Annotation, at: int, parameter: Parameter) -> Any:
    text = in_words(line, parameter)
    remove = dmc.Button("Remove", id={"type": "line-remove", "at": at}, variant="subtle", size="compact-xs")
    remove.attributes = {"root": {"aria-label": f"Remove the line {text}"}}
    return html.Li([html.Span(text), remove])


def in_words(line: Annotation, parameter: Parameter) -> str:
    """Such as "95 % accuracy: good enough"."""
    if line.axis == "y":
        place = f"{100 * line.value:g} % accuracy"
    else:
        place = f"{line.value / parameter.scale:g}{' ' + parameter.unit if parameter.unit else ''} {parameter.title.lower()}"
    return f"{place}: {line.text}" if line.text else place
