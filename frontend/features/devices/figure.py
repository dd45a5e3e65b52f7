"""Devices by their laws: all in one figure, and one alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from pydantic import BaseModel

from backend.schemas.device import DeviceCurves, DeviceModel, DevicePreset, Measured
from frontend.kit.figures.units import AGES, in_time, micro
from frontend.kit.theme import Scheme, colour, dash, faded, inks, template


class Shown(BaseModel):
    """The devices of the page, as its figures get them: all, or the one that it is about."""

    items: list[DeviceCurves]
    one: bool


def with_deviations(measured: Measured, **style: Any) -> go.Scatter:
    """Return the mean at each measured level, with a bar of one standard deviation to either side."""
    bars = {"type": "data", "array": measured.std, "thickness": 1.2}
    return go.Scatter(x=measured.level, y=measured.mean, error_y=bars, **style)


def laws_of(device: DevicePreset) -> DeviceModel:
    """How a device errs, of one whose curves there are: all but mere marks of a slider have laws. Raises ValueError."""
    if device.model is None:
        raise ValueError(f"{device.id} has no laws")
    return device.model


def overview_figure(items: Sequence[DeviceCurves], *, scheme: Scheme) -> go.Figure:
    """Error of a fresh device over its conductance, both in percent of its window."""
    figure = go.Figure(layout={"template": template(scheme)})
    for index, item in enumerate(items):
        model = laws_of(item.device)
        low, width = model.low, model.high - model.low
        figure.add_trace(
            go.Scatter(
                x=[100 * (g - low) / width for g in item.conductances],
                y=[100 * spread / width for spread in item.ages[0].spread],
                mode="lines",
                name=item.device.title,
                line={"color": colour(scheme, index), "dash": dash(index), "width": 2.2},
                hovertemplate="%{y:.2f} % of the window",
            )
        )
    figure.update_layout(
        xaxis={"title": {"text": "Conductance (% of the window)"}, "range": [0, 100]},
        yaxis={"title": {"text": "Sigma (% of the window)"}, "rangemode": "tozero"},
        hovermode="x unified",
    )
    return figure


def spread_figure(item: DeviceCurves, *, scheme: Scheme) -> go.Figure:
    """Where conductances end up against where they were meant to: the mean, one standard deviation, what was measured."""
    figure = go.Figure(layout={"template": template(scheme)})
    g, unit, fresh = item.conductances, micro(laws_of(item.device).unit), item.ages[0]
    mean = [target + shift for target, shift in zip(g, fresh.shift, strict=True)]
    figure.add_trace(_band(g, mean, fresh.spread, colour(scheme, 0)))
    figure.add_trace(_line(g, mean, "mean", colour(scheme, 0)))
    ideal = inks(scheme).soft
    figure.add_trace(_line([g[0], g[-1]], [g[0], g[-1]], "on target", ideal, style="dot"))
    measured = item.device.measured
    if measured:
        marker = {"color": colour(scheme, 1), "size": 7}
        figure.add_trace(with_deviations(measured, mode="markers", name="measured", marker=marker))
    for edge in (g[0], g[-1]):
        figure.add_hline(y=edge, line={"color": ideal, "width": 1, "dash": "dash"}, opacity=0.6)
    figure.update_layout(
        xaxis={"title": {"text": f"Target ({unit})"}}, yaxis={"title": {"text": f"Reached ({unit})"}}, hovermode="x unified"
    )
    return figure


def sigma_figure(item: DeviceCurves, *, scheme: Scheme) -> go.Figure:
    """Standard deviation over conductance: of programming at each age, and of one read."""
    figure = go.Figure(layout={"template": template(scheme)})
    g, unit = item.conductances, micro(laws_of(item.device).unit)
    for index, aged in enumerate(item.ages):
        when = "fresh" if aged.age_s == 0 else in_time(aged.age_s)
        if index == 0 or aged.spread != item.ages[0].spread:
            figure.add_trace(_line(g, aged.spread, f"programmed, {when}", colour(scheme, index), style=dash(index)))
        if aged.read is not None and (index == 0 or aged.read != item.ages[0].read):
            figure.add_trace(_line(g, aged.read, f"one read, {when}", faded(colour(scheme, index), 0.6), style="dot"))
    measured = item.device.measured
    if measured:
        figure.add_trace(_points(measured.level, measured.std, "measured", colour(scheme, 0)))
        if measured.read:
            figure.add_trace(_points(measured.level, measured.read, "measured reads", faded(colour(scheme, 0), 0.6)))
    figure.update_layout(
        xaxis={"title": {"text": f"Conductance ({unit})"}},
        yaxis={"title": {"text": f"Standard deviation ({unit})"}, "rangemode": "tozero"},
        hovermode="x unified",
    )
    return figure


def drift_figure(item: DeviceCurves, *, scheme: Scheme) -> go.Figure:
    """What is left of some conductances over age, between a slow and a fast device."""
    figure = go.Figure(layout={"template": template(scheme)})
    unit = micro(laws_of(item.device).unit)
    for index, curve in enumerate(item.drift):
        hue, ages = colour(scheme, index), curve.ages_s
        mean, slow, fast = ([100 * left for left in factors] for factors in (curve.mean, curve.slow, curve.fast))
        figure.add_trace(_area(ages, slow, fast, hue))
        figure.add_trace(_line(ages, mean, f"{curve.conductance:.3g} {unit}", hue, style=dash(index)))
    figure.update_layout(
        xaxis={"title": {"text": "Age"}, "type": "log", "tickvals": list(AGES), "ticktext": list(AGES.values())},
        yaxis={"title": {"text": "Conductance left (%)"}, "rangemode": "tozero"},
        hovermode="x unified",
    )
    return figure


def _line(x: Sequence[float], y: Sequence[float], name: str, hue: str, style: str = "solid") -> go.Scatter:
    return go.Scatter(
        x=x, y=y, mode="lines", name=name, line={"color": hue, "width": 2.2, "dash": style}, hovertemplate="%{y:.3g}"
    )


def _points(x: Sequence[float], y: Sequence[float], name: str, hue: str) -> go.Scatter:
    return go.Scatter(x=x, y=y, mode="markers", name=name, marker={"color": hue, "size": 7}, hovertemplate="%{y:.3g}")


def _band(x: Sequence[float], mean: Sequence[float], spread: Sequence[float], hue: str) -> go.Scatter:
    above = [middle + away for middle, away in zip(mean, spread, strict=True)]
    below = [middle - away for middle, away in zip(mean, spread, strict=True)]
    return _area(x, above, below, hue)


def _area(x: Sequence[float], above: Sequence[float], below: Sequence[float], hue: str) -> go.Scatter:
    return go.Scatter(
        x=[*x, *reversed(x)],
        y=[*above, *reversed(below)],
        fill="toself",
        fillcolor=faded(hue, 0.18) if hue.startswith("#") else hue,
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
