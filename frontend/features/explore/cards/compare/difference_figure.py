"""How far curves are apart: differences with intervals of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import plotly.graph_objects as go

from backend.schemas.difference import Difference
from backend.schemas.run import Point
from frontend.kit.figures.accuracy import axis
from frontend.kit.state import PARAMETERS
from frontend.kit.theme import Scheme, colour, dash, faded, inks, marker, template


@dataclass(frozen=True)
class Step:
    """One curve less another at one place: fractions, over the draws that are behind it."""

    x: float
    difference: float
    ci_low: float
    ci_high: float
    draws: int

    @classmethod
    def of(cls, found: Difference) -> Step:
        return cls(found.x, found.difference, found.ci_low, found.ci_high, found.draws)


@dataclass(frozen=True)
class Gap:
    """One curve less another, place by place, and whether paired by draw; `index` decides how it looks."""

    title: str
    steps: Sequence[Step]
    index: int
    paired: bool = True


def difference_figure(gaps: Sequence[Gap], *, sweep: str, values: Sequence[float], scheme: Scheme) -> go.Figure:
    parameter = PARAMETERS[sweep]
    figure = go.Figure(layout={"template": template(scheme)})
    for gap in gaps:
        steps = sorted(gap.steps, key=lambda step: step.x)
        x = [step.x / parameter.scale for step in steps]
        hue = colour(scheme, gap.index)
        low, high = [100 * step.ci_low for step in steps], [100 * step.ci_high for step in steps]
        figure.add_scatter(
            x=x + x[::-1],
            y=high + low[::-1],
            mode="lines",
            fill="toself",
            fillcolor=faded(hue, 0.18),
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
            legendgroup=gap.title,
        )
        figure.add_scatter(
            x=x,
            y=[100 * step.difference for step in steps],
            mode="lines+markers",
            name=gap.title,
            legendgroup=gap.title,
            line={"color": hue, "width": 2.2, "dash": dash(gap.index)},
            marker={"symbol": marker(gap.index), "size": 7, "color": hue},
            customdata=[[bottom, top, step.draws] for bottom, top, step in zip(low, high, steps, strict=True)],
            hovertemplate="%{y:+.2f} points (%{customdata[0]:.2f} to %{customdata[1]:.2f}, "
            + ("paired, n = %{customdata[2]})" if gap.paired else "not paired)"),
        )
    figure.add_hline(y=0, line={"color": inks(scheme).soft, "width": 1})
    figure.update_layout(
        xaxis=axis(parameter, values),
        yaxis={"title": {"text": "Difference (points)"}, "zeroline": False},
        hovermode="x unified",
        uirevision=sweep,
    )
    return figure


def unpaired(points: Sequence[Point], others: Sequence[Point]) -> list[Step]:
    """Differences of means at shared places; half-widths add as independent ones do, so nothing of shared chips is gained."""
    known = {point.x: point for point in others}
    found: list[Step] = []
    for point in points:
        other = known.get(point.x)
        if other is None:
            continue
        difference = point.accuracy - other.accuracy
        down = hypot(point.accuracy - point.ci_low, other.ci_high - other.accuracy)
        up = hypot(point.ci_high - point.accuracy, other.accuracy - other.ci_low)
        draws = min(point.draws, other.draws)
        found.append(Step(point.x, difference, difference - down, difference + up, draws))
    return found
