"""Lines that people drew across a figure of accuracies: thresholds and marks, with their words."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any

from backend.schemas.run import Annotation
from frontend.kit.state import Parameter
from frontend.kit.theme import Scheme, inks


def annotate(figure: dict[str, Any], annotations: Sequence[Annotation], parameter: Parameter, scheme: Scheme) -> dict[str, Any]:
    """Annotations as the API gives them (values as in the spec, accuracies as fractions), on a figure as a dictionary."""
    ink = inks(scheme).ink
    shapes: list[Any] = figure["layout"].setdefault("shapes", [])
    words: list[Any] = figure["layout"].setdefault("annotations", [])
    for line in annotations:
        if line.axis == "y":
            at = 100 * line.value
            shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": _stroke(ink)})
            place = {"xref": "paper", "x": 0.995, "y": at, "xanchor": "right", "yanchor": "bottom"}
            words.append({**place, **_words(line.text, ink)})
        elif not parameter.logarithmic or line.value > 0:
            at = line.value / parameter.scale
            shapes.append({"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at, "line": _stroke(ink)})
            # Shapes take values of a log axis, annotations their logarithm.
            x = log10(at) if parameter.logarithmic else at
            place = {"yref": "paper", "x": x, "y": 1, "xanchor": "left", "yanchor": "top", "xshift": 4}
            words.append({**place, **_words(line.text, ink)})
    return figure


def _stroke(ink: str) -> dict[str, Any]:
    return {"color": ink, "width": 1.4, "dash": "dashdot"}


def _words(text: str, ink: str) -> dict[str, Any]:
    return {"text": plain(text), "showarrow": False, "font": {"size": 12, "color": ink}}


def plain(text: str) -> str:
    """Words as they were typed: plotly.js would read some of them as HTML."""
    return text.replace("<", "&lt;")
