"""Lines that people drew across a figure, on maps: an accuracy as the border where it is met, a swept value as an upright line.

A map's cells are equally wide, however far their values are apart: what lies between two values lies between their cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from backend.schemas.run import Annotation
from frontend.kit.figures.annotations import plain
from frontend.kit.state import Parameter

INK, HALO = "#14161b", "rgba(255,255,255,0.75)"
"""A dark line on a light one is seen on every colour of a map, whatever the page's."""
STROKES: tuple[dict[str, Any], ...] = ({"color": HALO, "width": 4}, {"color": INK, "width": 1.6, "dash": "dashdot"})
Grid = Sequence[Sequence[float | None]]


def mark_map(
    figure: go.Figure,
    annotations: Sequence[Annotation],
    *,
    grid: Grid,
    names: tuple[Sequence[str], Sequence[str]],
    values: Sequence[float],
    parameter: Parameter,
    row: int,
    column: int,
) -> None:
    """Draw annotations as the API gives them onto one map.

    `grid` holds accuracies in percent, a row for each y, None where nothing is known yet; `names` are those of the cells
    along x and y; `values` those along x, as in the spec, of `parameter`.
    """
    for line in annotations:
        if line.axis == "x":
            at = cell_of(line.value, values, logarithmic=parameter.logarithmic)
            if at is None:
                continue
            for stroke in STROKES:
                figure.add_vline(at, line=stroke, row=row, col=column)
            place: dict[str, Any] = {"x": at, "y": 1, "yref": "y domain", "xanchor": "left", "yanchor": "top", "xshift": 4}
        else:
            level = 100 * line.value
            for stroke in STROKES:
                figure.add_trace(_border(grid, names, level, stroke), row, column)
            met = meeting(grid, level)
            if met is None:
                continue
            place = {"x": met[0], "y": met[1], "xanchor": "left", "yanchor": "middle", "xshift": 6}
        if line.text:
            words = {"text": plain(line.text), "showarrow": False, "bgcolor": HALO, "font": {"size": 12, "color": INK}}
            figure.add_annotation(**place, **words, row=row, col=column)


def _border(grid: Grid, names: tuple[Sequence[str], Sequence[str]], level: float, stroke: Mapping[str, Any]) -> go.Contour:
    return go.Contour(
        x=names[0],
        y=names[1],
        z=grid,
        contours={"coloring": "none", "start": level, "end": level, "size": 1},
        line=stroke,
        connectgaps=False,
        showscale=False,
        hoverinfo="skip",
        name=f"{level:g} %",
    )


def cell_of(value: float, values: Sequence[float], *, logarithmic: bool) -> float | None:
    """Where a value lies, counted in cells from the first; None outside of what is swept."""
    if len(values) < 2 or not values[0] <= value <= values[-1]:
        return float(values.index(value)) if value in values else None
    steps = np.asarray([*values, value], dtype=float)
    if logarithmic and steps.min() > 0:
        steps = np.log(steps)
    return float(np.interp(steps[-1], steps[:-1], np.arange(len(values))))


def meeting(grid: Grid, level: float) -> tuple[float, float] | None:
    """The first place, as (x, y) in cells, where neighbours in a row, else in a column, lie on both sides of a level."""
    along_rows = _crossing(grid, level)
    if along_rows:
        return along_rows
    turned = _crossing([list(column) for column in zip(*grid, strict=True)], level)
    return (turned[1], turned[0]) if turned else None


def _crossing(grid: Grid, level: float) -> tuple[float, float] | None:
    for row, cells in enumerate(grid):
        for at, (here, there) in enumerate(pairwise(cells)):
            if here is not None and there is not None and here != there and min(here, there) <= level <= max(here, there):
                return at + (level - here) / (there - here), float(row)
    return None
