"""Accuracy over two swept numbers: a map for each network, and cuts through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from frontend.kit.figures import curves
from frontend.kit.figures.accuracy import axis
from frontend.kit.figures.curves import Curve, Point, drop
from frontend.kit.figures.map_lines import mark_map
from frontend.kit.figures.units import AGES
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.theme import Scheme, inks, template
from frontend.kit.titles import title_of

KEPT = 0.95
ACROSS = 3


def map_figure(
    points: Sequence[Point],
    clean: Mapping[str, float],
    networks: Sequence[str],
    *,
    x: str,
    y: str,
    x_values: Sequence[float],
    y_values: Sequence[float],
    cut: tuple[float, float],
    scheme: Scheme,
    narrow: bool = False,
    whole: bool = False,
    annotations: Sequence[Mapping[str, Any]] = (),
) -> go.Figure:
    """One map a network, all of one colour scale. `x` and `y` are keys of PARAMETERS, values and `cut` as in the spec.

    `annotations` are lines as the API gives them.
    """
    columns = 1 if narrow else min(ACROSS, len(networks))
    rows = rows_of(len(networks), narrow=narrow)
    figure = make_subplots(
        rows,
        columns,
        subplot_titles=[title_of(network, networks) for network in networks],
        shared_xaxes=False,
        horizontal_spacing=0.09 / columns,
        vertical_spacing=0.3 / rows if rows > 1 else 0,
    )
    figure.update_layout(template=template(scheme), margin={"t": 34, "r": 8}, showlegend=False, uirevision=f"{x}{y}")
    figure.update_annotations(font={"size": 13})
    across, up = PARAMETERS[x], PARAMETERS[y]
    names_x, names_y = (_names(values, parameter) for values, parameter in ((x_values, across), (y_values, up)))
    found = {(point["network"], point["x"], point["y"]): point for point in points}
    for place, network in enumerate(networks):
        grid = [[found.get((network, at_x, at_y)) for at_x in x_values] for at_y in y_values]
        row, column = place // columns + 1, place % columns + 1
        figure.add_trace(_heat(network, title_of(network, networks), grid, names_x, names_y, clean.get(network)), row, column)
        if network in clean:
            figure.add_trace(_survival(network, grid, names_x, names_y, KEPT * clean[network]), row, column)
        _cross(figure, cut, x_values, y_values, scheme, row, column)
        mark_map(
            figure,
            annotations,
            grid=_percent(grid),
            names=(names_x, names_y),
            values=x_values,
            parameter=across,
            row=row,
            column=column,
        )
        figure.update_xaxes(title={"text": _title(across)} if row == rows or narrow else None, row=row, col=column)
        figure.update_yaxes(title={"text": _title(up)} if column == 1 else None, row=row, col=column)
    # As far as the cells reach: words on a map would widen its axes.
    figure.update_xaxes(range=[-0.5, len(x_values) - 0.5], **_ticks(names_x, 8 if columns == 1 else 5))
    figure.update_yaxes(range=[-0.5, len(y_values) - 0.5], **_ticks(names_y, 12))
    lowest = 0.0 if whole else min((100 * point["accuracy"] for point in points), default=0.0)
    soft = inks(scheme)["soft"]
    bar = {
        "title": {"text": "Accuracy (%)", "side": "right", "font": {"size": 12, "color": soft}},
        "thickness": 12,
        "outlinewidth": 0,
        "tickfont": {"color": soft},
    }
    # From a round number, so that colours do not shift with every point that comes.
    figure.update_layout(coloraxis={"colorscale": "Cividis", "cmin": 10 * int(lowest / 10), "cmax": 100, "colorbar": bar})
    return figure


def rows_of(networks: int, *, narrow: bool) -> int:
    """Maps stand beside each other where there is room."""
    return networks if narrow else ceil(networks / ACROSS)


def _heat(
    network: str,
    title: str,
    grid: Sequence[Sequence[Point | None]],
    names_x: Sequence[str],
    names_y: Sequence[str],
    clean: float | None,
) -> go.Heatmap:
    def said(point: Point | None) -> str:
        if point is None:
            return "being computed"
        interval = f"{100 * point['ci_low']:.1f} to {100 * point['ci_high']:.1f}"
        return f"{100 * point['accuracy']:.1f} %, {drop(point, clean)}<br>interval {interval}, n = {point['draws']}"

    return go.Heatmap(
        x=names_x,
        y=names_y,
        z=_percent(grid),
        text=[[said(point) for point in row] for row in grid],
        hovertemplate=f"<b>{title}</b><br>%{{x}}, %{{y}}<br>%{{text}}<extra></extra>",
        coloraxis="coloraxis",
        xgap=1,
        ygap=1,
        hoverongaps=False,
        name=network,
    )


def _percent(grid: Sequence[Sequence[Point | None]]) -> list[list[float | None]]:
    return [[None if point is None else 100 * point["accuracy"] for point in row] for row in grid]


def _survival(
    network: str,
    grid: Sequence[Sequence[Point | None]],
    names_x: Sequence[str],
    names_y: Sequence[str],
    level: float,
) -> go.Contour:
    """The border behind which too little of the clean accuracy is left."""
    return go.Contour(
        x=names_x,
        y=names_y,
        z=_percent(grid),
        contours={"coloring": "none", "start": 100 * level, "end": 100 * level, "size": 1},
        line={"color": "#14161b", "width": 2.2, "dash": "dash"},  # it runs where the colours are light
        connectgaps=False,
        showscale=False,
        hoverinfo="skip",
        name=f"{network}, {100 * KEPT:g} % of clean",
    )


def _cross(
    figure: go.Figure,
    cut: tuple[float, float],
    x_values: Sequence[float],
    y_values: Sequence[float],
    scheme: Scheme,
    row: int,
    column: int,
) -> None:
    """Where the cuts go: frames around a column and a row of cells."""
    line = {"color": "#ffffff" if scheme == "dark" else "#1f2430", "width": 1.4}
    at_x, at_y = x_values.index(cut[0]), y_values.index(cut[1])
    figure.add_vrect(at_x - 0.5, at_x + 0.5, line=line, fillcolor="rgba(0,0,0,0)", row=row, col=column)
    figure.add_hrect(at_y - 0.5, at_y + 0.5, line=line, fillcolor="rgba(0,0,0,0)", row=row, col=column)


def cut_figure(
    points: Sequence[Point],
    clean: Mapping[str, float],
    networks: Sequence[str],
    *,
    along: str,
    values: Sequence[float],
    scheme: Scheme,
    confidence: float,
    whole: bool = False,
) -> go.Figure:
    """One row or column of the maps as curves; every point's `x` is its place along the cut."""
    parameter = PARAMETERS[along]
    figure = go.Figure(layout={"template": template(scheme)})
    for index, network in enumerate(networks):
        own = sorted((point for point in points if point["network"] == network), key=lambda point: float(point["x"]))
        curve = Curve(network, title_of(network, networks), own, index, parameter.scale, clean.get(network), confidence)
        figure.add_trace(curves.band(curve, scheme))
        figure.add_trace(curves.line(curve, scheme))
    lowest = min([point["ci_low"] for point in points], default=0.0)
    figure.update_layout(
        xaxis=axis(parameter, values),
        yaxis={"title": {"text": "Accuracy (%)"}, "range": [-1.5 if whole else max(0.0, 10 * int(10 * lowest) - 1.5), 101.5]},
        hovermode="x unified",
        showlegend=False,
        margin={"l": 48, "r": 8, "t": 8, "b": 44},
    )
    return figure


def nearest(values: Sequence[float], wanted: float | None) -> float:
    """The swept value next to a wanted one; the middle one where none is wanted."""
    if wanted is None:
        return sorted(values)[len(values) // 2]
    return min(values, key=lambda value: (abs(value - wanted), value))


def _names(values: Sequence[float], parameter: Parameter) -> list[str]:
    """Values as the cells' names: every cell is equally wide, however far the values are apart."""
    if parameter.is_time:
        return [AGES.get(int(value), f"{value:.3g} s") for value in values]
    return [f"{value / parameter.scale:.8g}" for value in values]


def _ticks(names: Sequence[str], most: int) -> dict[str, Any]:
    """Names of cells along an axis, short, and only as many as there is room for."""
    shown = names[:: ceil(len(names) / most)]
    short = [f"{float(name):.3g}" if name[-1].isdigit() else name for name in shown]
    return {"type": "category", "showgrid": False, "ticks": "", "tickangle": 0, "tickvals": shown, "ticktext": short}


def _title(parameter: Parameter) -> str:
    return f"{parameter.title} ({parameter.unit})" if parameter.unit and not parameter.is_time else parameter.title
