"""Accuracy over two swept numbers: a map for each network, and cuts through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from backend.schemas.run import Annotation, Point
from frontend.kit.figures import curves
from frontend.kit.figures.accuracy import AccuracyOptions, axis
from frontend.kit.figures.curves import Curve, drop
from frontend.kit.figures.map_lines import mark_map
from frontend.kit.figures.units import AGES
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.theme import Scheme, inks, template
from frontend.kit.titles import title_of

KEPT = 0.95
ACROSS = 3


@dataclass(frozen=True)
class MapOptions:
    """How maps are drawn: along which parameters, where they are cut, and what is drawn across them."""

    x: str
    y: str
    """Keys of PARAMETERS."""
    x_values: Sequence[float]
    y_values: Sequence[float]
    """As in the spec."""
    cut: tuple[float, float]
    """Values of x and y whose column and row are framed."""
    scheme: Scheme
    narrow: bool = False
    """Maps stand below each other."""
    whole: bool = False
    """Colours from 0 to 100 %."""
    annotations: Sequence[Annotation] = ()

    @property
    def names(self) -> tuple[list[str], list[str]]:
        """Of the cells along x and y."""
        return _names(self.x_values, PARAMETERS[self.x]), _names(self.y_values, PARAMETERS[self.y])


def map_figure(points: Sequence[Point], clean: Mapping[str, float], networks: Sequence[str], options: MapOptions) -> go.Figure:
    """One map a network, all of one colour scale."""
    columns = 1 if options.narrow else min(ACROSS, len(networks))
    rows = rows_of(len(networks), narrow=options.narrow)
    figure = make_subplots(
        rows,
        columns,
        subplot_titles=[title_of(network, networks) for network in networks],
        shared_xaxes=False,
        horizontal_spacing=0.09 / columns,
        vertical_spacing=0.3 / rows if rows > 1 else 0,
    )
    figure.update_layout(
        template=template(options.scheme),
        margin={"t": 34, "r": 8},
        showlegend=False,
        uirevision=f"{options.x}{options.y}",
    )
    figure.update_annotations(font={"size": 13})
    found = {(point.network, point.x, point.y): point for point in points}
    across, up = PARAMETERS[options.x], PARAMETERS[options.y]
    for index, network in enumerate(networks):
        grid = [[found.get((network, x, y)) for x in options.x_values] for y in options.y_values]
        row, column = index // columns + 1, index % columns + 1
        _draw(figure, grid, Network(network, title_of(network, networks), clean.get(network)), options, row, column)
        is_lowest = row == rows or options.narrow
        figure.update_xaxes(title={"text": _title(across)} if is_lowest else None, row=row, col=column)
        figure.update_yaxes(title={"text": _title(up)} if column == 1 else None, row=row, col=column)
    # As far as the cells reach: words on a map would widen its axes.
    names_x, names_y = options.names
    figure.update_xaxes(range=[-0.5, len(names_x) - 0.5], **_ticks(names_x, 8 if columns == 1 else 5))
    figure.update_yaxes(range=[-0.5, len(names_y) - 0.5], **_ticks(names_y, 12))
    lowest = 0.0 if options.whole else min((100 * point.accuracy for point in points), default=0.0)
    figure.update_layout(coloraxis=_colours(lowest, options.scheme))
    return figure


def _colours(lowest: float, scheme: Scheme) -> dict[str, Any]:
    """The scale of all maps. From a round number, so that colours do not shift with every point that comes."""
    soft = inks(scheme).soft
    bar = {
        "title": {"text": "Accuracy (%)", "side": "right", "font": {"size": 12, "color": soft}},
        "thickness": 12,
        "outlinewidth": 0,
        "tickfont": {"color": soft},
    }
    return {"colorscale": "Cividis", "cmin": 10 * int(lowest / 10), "cmax": 100, "colorbar": bar}


@dataclass(frozen=True)
class Network:
    """Whose map it is; `clean` is its accuracy without noise, if it is known."""

    id: str
    title: str
    clean: float | None


Grid = Sequence[Sequence[Point | None]]
"""A row for each value of y; None where a point is still to come."""


def _draw(figure: go.Figure, grid: Grid, network: Network, options: MapOptions, row: int, column: int) -> None:
    """One map with its border of survival, the frames of the cuts, and the lines that people drew."""
    figure.add_trace(_heat(network, grid, options.names), row, column)
    if network.clean is not None:
        figure.add_trace(_survival(network.id, grid, options.names, KEPT * network.clean), row, column)
    _cross(figure, options, row, column)
    mark_map(
        figure,
        options.annotations,
        grid=_percent(grid),
        names=options.names,
        values=options.x_values,
        parameter=PARAMETERS[options.x],
        row=row,
        column=column,
    )


def rows_of(networks: int, *, narrow: bool) -> int:
    """Maps stand beside each other where there is room."""
    return networks if narrow else ceil(networks / ACROSS)


def _heat(network: Network, grid: Grid, names: tuple[Sequence[str], Sequence[str]]) -> go.Heatmap:
    def hover_text(point: Point | None) -> str:
        if point is None:
            return "being computed"
        interval = f"{100 * point.ci_low:.1f} to {100 * point.ci_high:.1f}"
        return f"{100 * point.accuracy:.1f} %, {drop(point, network.clean)}<br>interval {interval}, n = {point.draws}"

    return go.Heatmap(
        x=names[0],
        y=names[1],
        z=_percent(grid),
        text=[[hover_text(point) for point in row] for row in grid],
        hovertemplate=f"<b>{network.title}</b><br>%{{x}}, %{{y}}<br>%{{text}}<extra></extra>",
        coloraxis="coloraxis",
        xgap=1,
        ygap=1,
        hoverongaps=False,
        name=network.id,
    )


def _percent(grid: Grid) -> list[list[float | None]]:
    return [[None if point is None else 100 * point.accuracy for point in row] for row in grid]


def _survival(network: str, grid: Grid, names: tuple[Sequence[str], Sequence[str]], level: float) -> go.Contour:
    """The border behind which too little of the clean accuracy is left."""
    return go.Contour(
        x=names[0],
        y=names[1],
        z=_percent(grid),
        contours={"coloring": "none", "start": 100 * level, "end": 100 * level, "size": 1},
        line={"color": "#14161b", "width": 2.2, "dash": "dash"},  # it runs where the colours are light
        connectgaps=False,
        showscale=False,
        hoverinfo="skip",
        name=f"{network}, {100 * KEPT:g} % of clean",
    )


def _cross(figure: go.Figure, options: MapOptions, row: int, column: int) -> None:
    """Where the cuts go: frames around a column and a row of cells."""
    line = {"color": "#ffffff" if options.scheme == "dark" else "#1f2430", "width": 1.4}
    x, y = options.x_values.index(options.cut[0]), options.y_values.index(options.cut[1])
    figure.add_vrect(x - 0.5, x + 0.5, line=line, fillcolor="rgba(0,0,0,0)", row=row, col=column)
    figure.add_hrect(y - 0.5, y + 0.5, line=line, fillcolor="rgba(0,0,0,0)", row=row, col=column)


def cut_figure(
    points: Sequence[Point], clean: Mapping[str, float], networks: Sequence[str], options: AccuracyOptions
) -> go.Figure:
    """One row or column of the maps as curves; every point's `x` is its place along the cut, the sweep of the options."""
    parameter, scheme = PARAMETERS[options.sweep], options.scheme
    figure = go.Figure(layout={"template": template(scheme)})
    for index, network in enumerate(networks):
        own = sorted((point for point in points if point.network == network), key=lambda point: point.x)
        curve = Curve(network, title_of(network, networks), own, index, parameter.scale, clean.get(network), options.confidence)
        figure.add_trace(curves.band(curve, scheme))
        figure.add_trace(curves.line(curve, scheme))
    lowest = min([point.ci_low for point in points], default=0.0)
    floor = -1.5 if options.whole else max(0.0, 10 * int(10 * lowest) - 1.5)
    figure.update_layout(
        xaxis=axis(parameter, options.values),
        yaxis={"title": {"text": "Accuracy (%)"}, "range": [floor, 101.5]},
        hovermode="x unified",
        showlegend=False,
        margin={"l": 48, "r": 8, "t": 8, "b": 44},
    )
    return figure


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
