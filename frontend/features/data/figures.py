"""A data set in numbers, as figures: images by class, and a histogram of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend.schemas.dataset_view import DatasetStatistics
from frontend.kit.figures.heat import Document, plain_template
from frontend.kit.theme import Scheme, colour

MARGIN = {"l": 44, "r": 8, "t": 30, "b": 44}
MOST_NAMED = 30
"""Classes with a name at the axis; of more the number is there."""


def counts_figure(found: DatasetStatistics, names: Sequence[str], words: Mapping[str, str], *, scheme: Scheme) -> Document:
    """How many there are of each class, in each part."""
    traces = [
        {
            "type": "bar",
            "name": words[part.part],
            "x": list(range(len(names))),
            "y": list(part.by_class),
            "customdata": list(names),
            "marker": {"color": colour(scheme, index)},
            "hovertemplate": "%{customdata}: %{y:,}<extra>" + words[part.part] + "</extra>",
        }
        for index, part in enumerate(found.parts)
    ]
    few = len(names) <= MOST_NAMED
    across: dict[str, Any] = {"title": {"text": "" if few else "number of the class"}}
    if few:
        across |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    return {"data": traces, "layout": _layout(scheme, across, {"rangemode": "tozero"})}


def histogram_figure(found: DatasetStatistics, words: Mapping[str, str], *, scheme: Scheme) -> Document:
    """The share of all values in each bin, in each part, in percent."""
    traces = []
    for index, part in enumerate(found.parts):
        every = max(sum(part.histogram), 1)
        shares = [100 * count / every for count in part.histogram]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": words[part.part],
                "x": list(part.edges),
                "y": [*shares, shares[-1]],
                "line": {"shape": "hv", "width": 2, "color": colour(scheme, index)},
                "hovertemplate": "from %{x:.3f}: %{y:.2f} %<extra>" + words[part.part] + "</extra>",
            }
        )
    down = {"title": {"text": "values (%)"}, "rangemode": "tozero"}
    return {"data": traces, "layout": _layout(scheme, {"title": {"text": "value"}}, down)}


def _layout(scheme: Scheme, across: Document, down: Document) -> Document:
    return {
        "template": plain_template(scheme),
        "margin": MARGIN,
        "barmode": "group",
        "xaxis": across,
        "yaxis": down,
        "showlegend": True,
    }
