"""Accuracy against a swept number: a line, a band and a clean level for each network, and curves kept beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log10
from typing import Any, Literal

from backend.schemas.run import Point, Run
from frontend.kit.figures import curves
from frontend.kit.figures.curves import Curve, Trace
from frontend.kit.figures.units import AGES
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.theme import Scheme, colour, inks, template
from frontend.kit.titles import title_of

Band = Literal["interval", "chips", "draws"]
Figure = dict[str, Any]
"""Data and layout as plotly.js takes them."""


@dataclass(frozen=True)
class AccuracyOptions:
    """How the curves of a figure are drawn, and what stands beside them."""

    sweep: str
    """Key of PARAMETERS."""
    scheme: Scheme
    now: float | None = None
    """The slider's value, which a line marks."""
    values: Sequence[float] = ()
    """The swept ones, as in the spec."""
    confidence: float = 0.95
    energy: Mapping[str, float] = field(default_factory=dict)
    """pJ of one inference per network."""
    shadow: Sequence[Point] = ()
    """Points of the run before, drawn faintly."""
    remark: str = ""
    """Added to every title."""
    others: Sequence[Curve] = ()
    """Curves of other runs on the same axis."""
    draws: Mapping[tuple[str, float], Sequence[float]] = field(default_factory=dict)
    """Accuracies of single chips by network and x."""
    predicted: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Accuracies by network that are predicted at the swept values, as fractions."""
    band: Band = "interval"
    whole: bool = False
    """Accuracy from 0 to 100 %."""

    @classmethod
    def of(cls, run: Run, sweep: str, scheme: Scheme) -> AccuracyOptions:
        """What a run says of itself: its swept values, its confidence and what an inference costs."""
        return cls(
            sweep,
            scheme,
            values=run.spec.sweep.x.values,
            confidence=run.spec.sampling.confidence,
            energy={network: estimate.total_pj for network, estimate in run.energy.items()},
        )


def accuracy_figure(
    points: Sequence[Point], clean: Mapping[str, float], networks: Sequence[str], options: AccuracyOptions
) -> Figure:
    """A curve for each network through its points, with a level at its clean accuracy."""
    parameter = PARAMETERS[options.sweep]
    own = [
        Curve(
            name=network,
            title=title_of(network, networks) + options.remark,
            points=_of(network, points),
            index=index,
            scale=parameter.scale,
            clean=clean.get(network),
            confidence=options.confidence,
            picojoules=options.energy.get(network),
            draws={x: shares for (name, x), shares in options.draws.items() if name == network},
        )
        for index, network in enumerate(networks)
    ]
    traces = [trace for curve in options.others for trace in _traces(curve, options, ())]
    traces += [trace for curve in own for trace in _traces(curve, options, _of(curve.name, options.shadow))]
    if options.predicted:
        traces.append(curves.legend_of_predictions(options.scheme))
    everything = [*points, *options.shadow, *(point for curve in options.others for point in curve.points)]
    layout = {
        "template": _template(options.scheme),
        "xaxis": axis(parameter, options.values or [point.x for point in points]),
        "yaxis": {
            "title": {"text": "Accuracy (%)"},
            "range": [-1.5, 101.5] if options.whole else _range(everything, clean, options),
        },
        "hovermode": "x unified",
        "uirevision": f"{options.sweep}{options.whole}",
        "legend": {"traceorder": "normal"},
    }
    if options.now is not None and points and not parameter.logarithmic:
        layout |= _mark_of_now(options.now, parameter.unit, options.scheme)
    return {"data": traces, "layout": layout}


@lru_cache(maxsize=2)
def no_figure(scheme: Scheme) -> Figure:
    """No axes: they would promise curves where there are none."""
    return {"data": [], "layout": {"template": _template(scheme), "xaxis": {"visible": False}, "yaxis": {"visible": False}}}


def _template(scheme: Scheme) -> dict[str, Any]:
    plain: dict[str, Any] = template(scheme).to_plotly_json()
    return plain


def _traces(curve: Curve, options: AccuracyOptions, before: Sequence[Point]) -> Iterator[Trace]:
    """What belongs to one curve, from the back to the front."""
    scheme, values = options.scheme, options.values
    if before:
        yield curves.shadow(curve.name, before, curve.scale, colour(scheme, curve.index))
    if curve.clean is not None and values and not curve.faint:
        ends = [min(values) / curve.scale, max(values) / curve.scale]
        yield curves.clean_level(curve, ends, scheme)
    if options.band == "chips":
        yield curves.spread(curve, scheme)
    if options.band == "draws" and curve.draws:
        yield curves.chips(curve, scheme)
    if curve.name in options.predicted:
        yield curves.prediction(curve, [value / curve.scale for value in values], options.predicted[curve.name], scheme)
    yield curves.band(curve, scheme)
    yield curves.line(curve, scheme)


def _of(network: str, points: Sequence[Point]) -> list[Point]:
    return sorted((point for point in points if point.network == network), key=lambda point: point.x)


def _mark_of_now(now: float, unit: str, scheme: Scheme) -> dict[str, Any]:
    """A line over the whole height where the slider is, as parts of a layout."""
    soft = inks(scheme).soft
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


def _range(points: Sequence[Point], clean: Mapping[str, float], options: AccuracyOptions) -> list[float]:
    """Down to the next ten below the lowest point, so that the axis does not creep while points arrive."""
    ends = [point.ci_low if options.band == "interval" else min(point.ci_low, point.p10) for point in points]
    lowest = min([*ends, *(accuracy for curve in options.predicted.values() for accuracy in curve)], default=0.0)
    return [max(0.0, 10 * int(10 * lowest) - 1.5), 101.5 if clean or points else 100]
