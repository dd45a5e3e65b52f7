"""Accuracy against a swept number: a line, a band and a clean level for each network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

import plotly.graph_objects as go

from frontend.figures.units import AGES, in_joules
from frontend.naming import title_of
from frontend.state import PARAMETERS, Parameter
from frontend.theme import Scheme, colour, dash, faded, inks, marker, template

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
    energy: Mapping[str, float] | None = None,
    shadow: Sequence[Point] = (),
) -> go.Figure:
    """Points as the API gives them; `sweep` is a key of PARAMETERS, `now` the slider's value, `values` the swept ones.

    `energy` is pJ of one inference per network; `shadow` the points of the run before, drawn faintly.
    """
    parameter = PARAMETERS[sweep]
    figure = go.Figure(layout={"template": template(scheme)})
    for index, network in enumerate(networks):
        own, hue = _of(network, points), colour(scheme, index)
        x = [point["x"] / parameter.scale for point in own]
        before = _of(network, shadow)
        if before:
            figure.add_trace(_shadow(before, parameter.scale, hue, network))
        if network in clean and values:
            ends = [min(values) / parameter.scale, max(values) / parameter.scale]
            figure.add_trace(_clean(network, 100 * clean[network], ends, hue))
        figure.add_trace(_band(network, own, x, hue))
        figure.add_trace(_line(network, title_of(network, networks), own, x, hue, index, clean.get(network), confidence, energy))
    if now is not None and points and not parameter.logarithmic:
        _mark_now(figure, now, parameter.unit, scheme)
    unit = f" ({parameter.unit})" if parameter.unit and not parameter.logarithmic else ""
    figure.update_layout(
        xaxis={
            "title": {"text": f"{parameter.title}{unit}"},
            **_axis(values or [point["x"] for point in points], parameter),
        },
        yaxis={"title": {"text": "Accuracy (%)"}, "range": _range([*points, *shadow], clean)},
        hovermode="x unified",
        uirevision=sweep,
        legend={"traceorder": "normal"},
    )
    return figure


def _of(network: str, points: Sequence[Point]) -> list[Point]:
    return sorted((point for point in points if point["network"] == network), key=lambda point: float(point["x"]))


def _mark_now(figure: go.Figure, now: float, unit: str, scheme: Scheme) -> None:
    soft = inks(scheme)["soft"]
    figure.add_vline(
        x=now,
        line={"color": soft, "width": 1.2, "dash": "dot"},
        annotation={"text": f"slider: {now:g}{' ' + unit if unit else ''}", "font": {"size": 11, "color": soft}, "y": 0.02},
        annotation_position="bottom right",
    )


def _axis(values: Sequence[float], parameter: Parameter) -> dict[str, Any]:
    """The whole sweep from the start, so that nothing moves sideways as points arrive."""
    low, high = (min(values) / parameter.scale, max(values) / parameter.scale) if values else (0.0, 20.0)
    if parameter.logarithmic and low > 0:
        low, high = log10(low), log10(high)
        room = 0.03 * (high - low) or 0.5
        return {"type": "log", "range": [low - room, high + room], "tickvals": list(AGES), "ticktext": list(AGES.values())}
    room = 0.03 * (high - low) or 1.0
    return {"range": [low - room, high + room]}


def _range(points: Sequence[Point], clean: Mapping[str, float]) -> list[float]:
    """Down to the next ten below the lowest point, so that the axis does not creep while points arrive."""
    lowest = min([point["ci_low"] for point in points], default=0.0)
    return [max(0.0, 10 * int(10 * lowest) - 1.5), 101.5 if clean or points else 100]


def _shadow(before: Sequence[Point], scale: float, hue: str, network: str) -> go.Scatter:
    return go.Scatter(
        x=[point["x"] / scale for point in before],
        y=[100 * point["accuracy"] for point in before],
        mode="lines",
        line={"color": faded(hue, 0.35), "width": 1.5},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=network,
        name=f"{network}, before",
    )


def _clean(network: str, level: float, ends: list[float], hue: str) -> go.Scatter:
    return go.Scatter(
        x=ends,
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
    network: str,
    title: str,
    own: Sequence[Point],
    x: list[float],
    hue: str,
    index: int,
    clean: float | None,
    confidence: float,
    energy: Mapping[str, float] | None,
) -> go.Scatter:
    joules = (energy or {}).get(network)
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
            # Still being sharpened: pale.
            "opacity": [1.0 if point.get("complete", True) else 0.45 for point in own],
        },
        customdata=[
            [100 * point["ci_low"], 100 * point["ci_high"], point["draws"], _drop(point, clean), point["images"]] for point in own
        ],
        hovertemplate=(
            "%{y:.1f} %, %{customdata[3]} "
            f"({100 * confidence:g} % interval %{{customdata[0]:.1f}} to %{{customdata[1]:.1f}}, n = %{{customdata[2]}})"
            + (f", {in_joules(joules)}" if joules is not None else "")
        ),
    )


def _drop(point: Point, clean: float | None) -> str:
    """Against the clean accuracy, in points."""
    if clean is None:
        return "clean unknown"
    return f"{100 * (point['accuracy'] - clean):+.1f} against clean".replace("-", "\N{MINUS SIGN}")
