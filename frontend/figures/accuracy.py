"""Accuracy against a swept number: a line, a band and a clean level for each network, and curves kept beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any, Literal

import plotly.graph_objects as go

from frontend.figures import curves
from frontend.figures.curves import Curve, Point
from frontend.figures.units import AGES
from frontend.naming import title_of
from frontend.state import PARAMETERS, Parameter
from frontend.theme import Scheme, colour, inks, template

Band = Literal["interval", "chips", "draws"]


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
    remark: str = "",
    others: Sequence[Curve] = (),
    draws: Mapping[tuple[str, float], Sequence[float]] | None = None,
    band: Band = "interval",
    whole: bool = False,
) -> go.Figure:
    """Points as the API gives them; `sweep` is a key of PARAMETERS, `now` the slider's value, `values` the swept ones.

    `energy` is pJ of one inference per network; `shadow` the points of the run before, drawn faintly. `remark` is
    added to every title. `others` are curves of other runs on the same axis. `whole` shows accuracy from 0 to 100 %.
    """
    parameter = PARAMETERS[sweep]
    own = [
        Curve(
            name=network,
            title=title_of(network, networks) + remark,
            points=_of(network, points),
            index=index,
            scale=parameter.scale,
            clean=clean.get(network),
            confidence=confidence,
            picojoules=(energy or {}).get(network),
            draws={x: shares for (name, x), shares in (draws or {}).items() if name == network},
        )
        for index, network in enumerate(networks)
    ]
    figure = go.Figure(layout={"template": template(scheme)})
    for curve in (*others, *own):
        _add(figure, curve, scheme, values, band, _of(curve.name, shadow) if curve in own else ())
    if now is not None and points and not parameter.logarithmic:
        _mark_now(figure, now, parameter.unit, scheme)
    everything = [*points, *shadow, *(point for curve in others for point in curve.points)]
    figure.update_layout(
        xaxis=axis(parameter, values or [point["x"] for point in points]),
        yaxis={"title": {"text": "Accuracy (%)"}, "range": [-1.5, 101.5] if whole else _range(everything, clean, band)},
        hovermode="x unified",
        uirevision=f"{sweep}{whole}",
        legend={"traceorder": "normal"},
    )
    return figure


def _add(figure: go.Figure, curve: Curve, scheme: Scheme, values: Sequence[float], band: Band, before: Sequence[Point]) -> None:
    """What belongs to one curve, from the back to the front."""
    if before:
        figure.add_trace(curves.shadow(curve.name, before, curve.scale, colour(scheme, curve.index)))
    if curve.clean is not None and values and not curve.faint:
        ends = [min(values) / curve.scale, max(values) / curve.scale]
        figure.add_trace(curves.clean_level(curve, ends, scheme))
    if band == "chips":
        figure.add_trace(curves.spread(curve, scheme))
    if band == "draws" and curve.draws:
        figure.add_trace(curves.chips(curve, scheme))
    figure.add_trace(curves.band(curve, scheme))
    figure.add_trace(curves.line(curve, scheme))


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


def axis(parameter: Parameter, values: Sequence[float]) -> dict[str, Any]:
    """An axis with its title over the whole sweep from the start, so that nothing moves sideways as points arrive."""
    unit = f" ({parameter.unit})" if parameter.unit and not parameter.is_time else ""
    title = {"title": {"text": f"{parameter.title}{unit}"}}
    low, high = (min(values) / parameter.scale, max(values) / parameter.scale) if values else (0.0, 20.0)
    if parameter.logarithmic and low > 0:
        low, high = log10(low), log10(high)
        room = 0.03 * (high - low) or 0.5
        marks = {"tickvals": list(AGES), "ticktext": list(AGES.values())} if parameter.is_time else {}
        return {**title, "type": "log", "range": [low - room, high + room], **marks}
    room = 0.03 * (high - low) or 1.0
    return {**title, "range": [low - room, high + room]}


def _range(points: Sequence[Point], clean: Mapping[str, float], band: Band) -> list[float]:
    """Down to the next ten below the lowest point, so that the axis does not creep while points arrive."""
    lowest = min([point["ci_low"] if band == "interval" else min(point["ci_low"], point["p10"]) for point in points], default=0.0)
    return [max(0.0, 10 * int(10 * lowest) - 1.5), 101.5 if clean or points else 100]
