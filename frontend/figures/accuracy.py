"""Accuracy against a swept number: a line, a band and a clean level for each network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from frontend.naming import title_of
from frontend.state import PARAMETERS
from frontend.theme import Scheme, colour, dash, faded, marker, template

Point = Mapping[str, Any]


def accuracy_figure(
    points: Sequence[Point],
    clean: Mapping[str, float],
    networks: Sequence[str],
    *,
    sweep: str,
    now: float | None,
    scheme: Scheme,
    confidence: float = 0.95,
    values: Sequence[float] = (),
) -> go.Figure:
    """Points as the API gives them; `sweep` is a key of PARAMETERS, `now` the slider's value, `values` the swept ones."""
    parameter = PARAMETERS[sweep]
    figure = go.Figure(layout={"template": template(scheme)})
    for index, network in enumerate(networks):
        own = sorted((point for point in points if point["network"] == network), key=lambda point: point["x"])
        hue = colour(scheme, index)
        x = [point["x"] / parameter.scale for point in own]
        if network in clean and own:
            figure.add_trace(_clean(network, 100 * clean[network], x, hue))
        figure.add_trace(_band(network, own, x, hue))
        figure.add_trace(_line(network, title_of(network, networks), own, x, hue, index, clean.get(network), confidence))
    if now is not None and points:
        figure.add_vline(
            x=now,
            line={"color": "#868e96", "width": 1.2, "dash": "dot"},
            annotation={"text": "now", "font": {"size": 11, "color": "#868e96"}},
        )
    unit = f" ({parameter.unit})" if parameter.unit else ""
    figure.update_layout(
        xaxis={
            "title": {"text": f"{parameter.title}{unit}"},
            "range": _span(values or [point["x"] for point in points], parameter.scale),
        },
        yaxis={"title": {"text": "Accuracy (%)"}, "range": _range(points, clean)},
        hovermode="x unified",
        uirevision=sweep,
        legend={"traceorder": "normal"},
    )
    return figure


def _span(values: Sequence[float], scale: float) -> list[float]:
    """The whole sweep from the start, so that nothing moves sideways as points arrive."""
    low, high = (min(values) / scale, max(values) / scale) if values else (0.0, 20.0)
    room = 0.03 * (high - low) or 1.0
    return [low - room, high + room]


def _range(points: Sequence[Point], clean: Mapping[str, float]) -> list[float]:
    lowest = min([point["ci_low"] for point in points], default=0.0)
    return [max(0.0, 100 * lowest - 4), 101 if clean or points else 100]


def _clean(network: str, level: float, x: list[float], hue: str) -> go.Scatter:
    return go.Scatter(
        x=[min(x), max(x)],
        y=[level, level],
        mode="lines",
        line={"color": hue, "width": 1, "dash": "dash"},
        opacity=0.55,
        hoverinfo="skip",
        showlegend=False,
        legendgroup=network,
        name=f"{network}, clean",
    )


def _band(network: str, own: Sequence[Point], x: list[float], hue: str) -> go.Scatter:
    return go.Scatter(
        x=x + x[::-1],
        y=[100 * point["ci_high"] for point in own] + [100 * point["ci_low"] for point in reversed(own)],
        fill="toself",
        fillcolor=faded(hue, 0.18),
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=network,
        name=f"{network}, interval",
    )


def _line(
    network: str, title: str, own: Sequence[Point], x: list[float], hue: str, index: int, clean: float | None, confidence: float
) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=[100 * point["accuracy"] for point in own],
        mode="lines+markers",
        name=title,
        legendgroup=network,
        line={"color": hue, "width": 2.4, "dash": dash(index)},
        marker={
            "symbol": marker(index),
            "size": 8,
            "color": hue,
            # Still being sharpened: hollow.
            "opacity": [1.0 if point.get("complete", True) else 0.45 for point in own],
        },
        customdata=[
            [
                100 * point["ci_low"],
                100 * point["ci_high"],
                point["draws"],
                point["images"],
                _drop(point, clean),
                100 * point["p10"],
                100 * point["p90"],
            ]
            for point in own
        ],
        hovertemplate=(
            f"%{{y:.1f}} % [%{{customdata[0]:.1f}}, %{{customdata[1]:.1f}}] {100 * confidence:g} %, "
            "%{customdata[2]} draws x %{customdata[3]} images, drop %{customdata[4]}, "
            "chips %{customdata[5]:.1f} to %{customdata[6]:.1f}"
        ),
    )


def _drop(point: Point, clean: float | None) -> str:
    return "–" if clean is None else f"{100 * (clean - point['accuracy']):.1f} points"
