"""Notes on a run, and lines across its figure: for everyone who sees the run, and frozen in its shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.run import Annotation
from frontend.features.explore import ids
from frontend.kit.state import PARAMETERS, Parameter


def notes_dialog() -> Any:
    return dmc.Modal(
        [
            html.P(
                "Whoever opens this run sees them, and a share keeps them as they are when it is made. Numbers never change.",
                className="meaning",
            ),
            dmc.Textarea(
                id=ids.NOTE_TEXT, label="Note", placeholder="What to look at, what was found", autosize=True, minRows=2, mt="sm"
            ),
            html.H3("Lines across the figure"),
            html.Div(id=ids.NOTE_LINES),
            html.Div(
                [
                    dmc.Select(
                        id=ids.LINE_AXIS,
                        label="At",
                        value="y",
                        data=[{"value": "y", "label": "an accuracy (%)"}, {"value": "x", "label": "a swept value"}],
                        allowDeselect=False,
                        size="xs",
                        w=150,
                    ),
                    dmc.NumberInput(id=ids.LINE_VALUE, label="Value", value=95, min=0, size="xs", w=90),
                    dmc.TextInput(id=ids.LINE_WORDS, label="Words", placeholder="such as: good enough", size="xs", w=200),
                    dmc.Button("Add line", id=ids.LINE_ADD, variant="default", size="xs"),
                ],
                className="toolbar",
            ),
            html.Div(id=ids.NOTES_TROUBLE, **{"aria-live": "polite"}),
            dmc.Button("Save note", id=ids.NOTE_SAVE, mt="sm"),
        ],
        id=ids.NOTES_MODAL,
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
    remove = dmc.Button("Remove", id=ids.line_remove(at), variant="subtle", size="compact-xs")
    remove.attributes = {"root": {"aria-label": f"Remove the line {text}"}}
    return html.Li([html.Span(text), remove])


def in_words(line: Annotation, parameter: Parameter) -> str:
    """Such as "95 % accuracy: good enough"."""
    if line.axis == "y":
        at = f"{100 * line.value:g} % accuracy"
    else:
        at = f"{line.value / parameter.scale:g}{' ' + parameter.unit if parameter.unit else ''} {parameter.title.lower()}"
    return f"{at}: {line.text}" if line.text else at
