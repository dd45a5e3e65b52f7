"""How far curves are apart: differences with intervals of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

import plotly.graph_objects as go

from frontend.kit.figures.accuracy import axis
from frontend.kit.state import PARAMETERS
from frontend.kit.theme import Scheme, colour, dash, faded, inks, marker, template

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
    """One curve less another: items with x, difference, ci_low, ci_high (fractions) and draws, and whether paired by draw."""

    title: str
    items: Sequence[Item]
    index: int
    paired: bool = True


def difference_figure(gaps: Sequence[Gap], *, sweep: str, values: Sequence[float], scheme: Scheme) -> go.Figure:
    parameter = PARAMETERS[sweep]
    figure = go.Figure(layout={"template": template(scheme)})
    for gap in gaps:
        items = sorted(gap.items, key=lambda item: float(item["x"]))
        x = [item["x"] / parameter.scale for item in items]
        hue = colour(scheme, gap.index)
        low, high = ([100 * item[end] for item in items] for end in ("ci_low", "ci_high"))
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
            y=[100 * item["difference"] for item in items],
            mode="lines+markers",
            name=gap.title,
            legendgroup=gap.title,
            line={"color": hue, "width": 2.2, "dash": dash(gap.index)},
            marker={"symbol": marker(gap.index), "size": 7, "color": hue},
            customdata=[[bottom, top, item["draws"]] for bottom, top, item in zip(low, high, items, strict=True)],
            hovertemplate="%{y:+.2f} points (%{customdata[0]:.2f} to %{customdata[1]:.2f}, "
            + ("paired, n = %{customdata[2]})" if gap.paired else "not paired)"),
        )
    figure.add_hline(y=0, line={"color": inks(scheme)["soft"], "width": 1})
    figure.update_layout(
        xaxis=axis(parameter, values),
        yaxis={"title": {"text": "Difference (points)"}, "zeroline": False},
        hovermode="x unified",
        uirevision=sweep,
    )
    return figure


def unpaired(points: Sequence[Item], others: Sequence[Item]) -> list[Item]:
    """Differences of means at shared places; half-widths add as independent ones do, so nothing of shared chips is gained."""
    known = {point["x"]: point for point in others}
    found: list[Item] = []
    for point in points:
        other = known.get(point["x"])
        if other is None:
            continue
        difference = point["accuracy"] - other["accuracy"]
        down = hypot(point["accuracy"] - point["ci_low"], other["ci_high"] - other["accuracy"])
        up = hypot(point["ci_high"] - point["accuracy"], other["accuracy"] - other["ci_low"])
        found.append(
            {
                "x": point["x"],
                "difference": difference,
                "ci_low": difference - down,
                "ci_high": difference + up,
                "draws": min(point["draws"], other["draws"]),
            }
        )
    return found
