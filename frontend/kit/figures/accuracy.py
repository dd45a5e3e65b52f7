"""Accuracy against a swept number: a line, a band and a clean level for each network, and curves kept beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log10
from typing import Any, Literal

from frontend.kit.figures import curves
from frontend.kit.figures.curves import Curve, Point, Trace
from frontend.kit.figures.units import AGES
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.theme import Scheme, colour, inks, template
from frontend.kit.titles import title_of

Band = Literal["interval", "chips", "draws"]
Figure = dict[str, Any]
"""Data and layout as plotly.js takes them."""


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
) -> Figure:
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
    traces = [
        trace
        for curve in (*others, *own)
        for trace in _traces(curve, scheme, values, band, _of(curve.name, shadow) if curve in own else ())
    ]
    marked = now is not None and points and not parameter.logarithmic
    everything = [*points, *shadow, *(point for curve in others for point in curve.points)]
    layout = {
        "template": _template(scheme),
        "xaxis": axis(parameter, values or [point["x"] for point in points]),
        "yaxis": {"title": {"text": "Accuracy (%)"}, "range": [-1.5, 101.5] if whole else _range(everything, clean, band)},
        "hovermode": "x unified",
        "uirevision": f"{sweep}{whole}",
        "legend": {"traceorder": "normal"},
        **(_mark_of_now(now, parameter.unit, scheme) if marked and now is not None else {}),
    }
    return {"data": traces, "layout": layout}


@lru_cache(maxsize=2)
def _template(scheme: Scheme) -> dict[str, Any]:
    plain: dict[str, Any] = template(scheme).to_plotly_json()
    return plain


def _traces(curve: Curve, scheme: Scheme, values: Sequence[float], band: Band, before: Sequence[Point]) -> Iterator[Trace]:
    """What belongs to one curve, from the back to the front."""
    if before:
        yield curves.shadow(curve.name, before, curve.scale, colour(scheme, curve.index))
    if curve.clean is not None and values and not curve.faint:
        ends = [min(values) / curve.scale, max(values) / curve.scale]
        yield curves.clean_level(curve, ends, scheme)
    if band == "chips":
        yield curves.spread(curve, scheme)
    if band == "draws" and curve.draws:
        yield curves.chips(curve, scheme)
    yield curves.band(curve, scheme)
    yield curves.line(curve, scheme)


def _of(network: str, points: Sequence[Point]) -> list[Point]:
    return sorted((point for point in points if point["network"] == network), key=lambda point: float(point["x"]))


def _mark_of_now(now: float, unit: str, scheme: Scheme) -> dict[str, Any]:
    """A line over the whole height where the slider is, as parts of a layout."""
    soft = inks(scheme)["soft"]
    place = {"x": now, "xref": "x", "yref": "y domain"}
    line = {"type": "line", "x0": now, "x1": now, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
    note = {"text": f"slider: {now:g}{' ' + unit if unit else ''}", "font": {"size": 11, "color": soft}, "y": 0.02}
    return {
        "shapes": [{**line, "line": {"color": soft, "width": 1.2, "dash": "dot"}}],
        "annotations": [{**place, **note, "showarrow": False, "xanchor": "left", "yanchor": "bottom"}],
    }


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
