"""A chart of a reproduction, which comes as data, as a figure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from backend.schemas.reproduction import Chart, Series
from frontend.kit.theme import Scheme, colour, dash, faded, inks, marker, template

LINE_OF_NOTE = 52
"""Letters of a line of the definition: what a small phone has room for."""
NOTE_LINE = 14
HEIGHT = 460
"""Pixels, of a line of the definition and of a figure."""


def chart_figure(chart: Chart, *, scheme: Scheme) -> go.Figure:
    """Any kind of chart, with its definition printed below the axis, so that a picture of it says what it shows."""
    figure = go.Figure(layout={"template": template(scheme)})
    {"lines": _lines, "points": _points, "bars": _bars, "stack": _bars, "map": _map, "scatter": _scatter}[chart.kind](
        figure, chart, scheme
    )
    note = textwrap.wrap(chart.definition, LINE_OF_NOTE)
    figure.update_layout(
        title={
            "text": "<br>".join(note),
            "font": {"size": 10.5, "color": inks(scheme).soft},
            "x": 0.01,
            "xref": "container",
            "xanchor": "left",
            # The first line of a title is where it says; the others follow below.
            "y": (NOTE_LINE * len(note) + 6) / HEIGHT,
            "yref": "container",
            "yanchor": "top",
        },
        height=HEIGHT,
        margin={"b": 66 + NOTE_LINE * len(note)},
        xaxis={"title": {"text": chart.x_title, "standoff": 8}},
        yaxis={"title": {"text": chart.y_title}},
        legend={"traceorder": "normal", "font": {"size": 12}},
    )
    return figure


def _lines(figure: go.Figure, chart: Chart, scheme: Scheme) -> None:
    for index, series in enumerate(chart.series):
        hue, x = colour(scheme, index), series.x
        if series.low:
            figure.add_trace(
                go.Scatter(
                    x=[*x, *reversed(x)],
                    y=[*series.high, *reversed(series.low)],
                    mode="lines",
                    fill="toself",
                    fillcolor=faded(hue, 0.13),
                    line={"width": 0},
                    hoverinfo="skip",
                    showlegend=False,
                    legendgroup=series.name,
                )
            )
        figure.add_trace(
            go.Scatter(
                x=x,
                y=series.y,
                mode="lines+markers",
                name=series.name,
                legendgroup=series.name,
                line={"color": hue, "width": 2.2, "dash": dash(index)},
                marker={"symbol": marker(index), "size": 7, "color": hue},
                customdata=_interval(series),
                hovertemplate="%{y:.3~g}%{customdata}",
            )
        )
    _scales(figure, chart)
    figure.update_layout(hovermode="x unified")


def _interval(series: Series) -> list[str]:
    if not series.low:
        return ["" for _ in series.y]
    return [f" ({low:.3g} to {high:.3g})" for low, high in zip(series.low, series.high, strict=True)]


def _scales(figure: go.Figure, chart: Chart) -> None:
    marks = sorted({x for series in chart.series for x in series.x if isinstance(x, float)})
    if chart.x_scale == "log":
        figure.update_xaxes(type="log", tickvals=_spread(marks), ticktext=[f"{x:g}" for x in _spread(marks)])
    if chart.y_scale == "log":
        figure.update_yaxes(type="log", exponentformat="power", dtick=1)


def _spread(marks: Sequence[float]) -> list[float]:
    """Marks of a logarithmic axis, none nearer than a quarter to the one before."""
    kept: list[float] = []
    for mark in marks:
        if not kept or mark >= 1.25 * kept[-1]:
            kept.append(mark)
    return kept


def _points(figure: go.Figure, chart: Chart, scheme: Scheme) -> None:
    values = [value for series in chart.series for value in (*series.x, *series.y)]
    if values:
        ends = [0.8 * min(values), 1.25 * max(values)]
        soft = {"color": inks(scheme).soft, "width": 1, "dash": "dot"}
        figure.add_trace(go.Scatter(x=ends, y=ends, mode="lines", name="equal", line=soft, hoverinfo="skip"))
    for index, series in enumerate(chart.series):
        figure.add_trace(
            go.Scatter(
                x=series.x,
                y=series.y,
                mode="markers",
                name=series.name,
                marker={"symbol": marker(index), "size": 9, "color": colour(scheme, index), "opacity": 0.85},
                hovertemplate="%{x:.3g} predicted, %{y:.3g} measured",
            )
        )
    figure.update_xaxes(type=chart.x_scale)
    figure.update_yaxes(type=chart.y_scale)


def _scatter(figure: go.Figure, chart: Chart, scheme: Scheme) -> None:
    """Draw a mark with a name for each network, and its interval."""
    for index, series in enumerate(chart.series):
        hue = colour(scheme, index)
        bars = {
            "type": "data",
            "symmetric": False,
            "array": [high - y for high, y in zip(series.high, series.y, strict=False)],
            "arrayminus": [y - low for low, y in zip(series.low, series.y, strict=False)],
            "color": faded(hue, 0.5),
            "thickness": 1,
            "width": 0,
        }
        figure.add_trace(
            go.Scatter(
                x=series.x,
                y=series.y,
                mode="markers",
                name=series.name,
                text=series.labels,
                error_y=bars if series.low else None,
                marker={"symbol": marker(index), "size": 8, "color": hue, "opacity": 0.85},
                hovertemplate="%{text}: %{x:.3~g}, %{y:.3~g}",
            )
        )
    figure.update_xaxes(type=chart.x_scale)
    figure.update_yaxes(type=chart.y_scale)


def _bars(figure: go.Figure, chart: Chart, scheme: Scheme) -> None:
    patterns = ("", "/", ".", "x", "\\", "-", "+")
    for index, series in enumerate(chart.series):
        error = None
        if series.low and any(low < high for low, high in zip(series.low, series.high, strict=True)):
            error = {
                "type": "data",
                "symmetric": False,
                "array": [high - y for high, y in zip(series.high, series.y, strict=True)],
                "arrayminus": [y - low for low, y in zip(series.low, series.y, strict=True)],
                "color": inks(scheme).ink,
                "thickness": 1.2,
                "width": 3,
            }
        figure.add_trace(
            go.Bar(
                x=series.x,
                y=series.y,
                name=series.name,
                marker={
                    "color": colour(scheme, index),
                    "pattern": {"shape": patterns[(index // 7) % len(patterns)], "fgopacity": 0.6},
                },
                error_y=error,
                customdata=_interval(series),
                hovertemplate="%{y:.4~g}%{customdata}<extra>%{fullData.name}</extra>",
            )
        )
    figure.update_layout(barmode="stack" if chart.kind == "stack" else "group", bargap=0.25)
    figure.update_xaxes(tickfont={"size": 11})
    if chart.y_scale == "log":
        figure.update_yaxes(type="log", exponentformat="power", dtick=1)
    elif chart.y_title.startswith("Accuracy"):
        figure.update_yaxes(range=[_floor(chart), 100.5])


def _floor(chart: Chart) -> float:
    """The ten below the lowest bar; 0 where bars are low anyway, for a bar's length is what is seen."""
    lowest = min((value for series in chart.series for value in (*series.low, *series.y)), default=0.0)
    return max(0.0, 10 * int(lowest / 10) - 10) if lowest > 60 else 0.0


def _map(figure: go.Figure, chart: Chart, scheme: Scheme) -> None:
    rows = chart.series
    shown = [[f"{value:.1f}" for value in row.y] for row in rows]
    figure.add_trace(
        go.Heatmap(
            x=[f"{x:g}" for x in rows[0].x] if rows else [],
            y=[row.name for row in rows],
            z=[row.y for row in rows],
            text=shown,
            texttemplate="%{text}",
            textfont={"size": 12},
            colorscale="Cividis",
            colorbar={"title": {"text": "%"}, "thickness": 12},
            hovertemplate="trained at %{y}, %{x} % on the device: %{z:.2f} %<extra></extra>",
        )
    )
    figure.update_xaxes(type="category")
    figure.update_yaxes(type="category")
