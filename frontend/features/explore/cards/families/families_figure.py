"""Energy of the families against T: what reuse over time costs."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from backend.schemas.energy import ComparedNetwork
from backend.schemas.families import FAMILIES
from frontend.kit.figures.log_axis import marks
from frontend.kit.figures.units import in_joules, unit_of
from frontend.kit.theme import Scheme, colour, dash, marker, template

RECURRENT = ("rnn", "lstm", "gru")


def families_figure(rows: Sequence[ComparedNetwork], *, scheme: Scheme) -> go.Figure:
    """Recurrent families as lines over T, the others as level lines across."""
    figure = go.Figure(layout={"template": template(scheme)})
    unit, scale = unit_of(max((row.total_pj for row in rows), default=1.0))
    steps = sorted({row.time_steps for row in rows if row.time_steps})
    index = 0
    for family in RECURRENT:
        own = sorted((row for row in rows if row.family == family), key=lambda row: row.time_steps or 0)
        figure.add_trace(
            go.Scatter(
                x=[row.time_steps for row in own],
                y=[row.total_pj * scale for row in own],
                mode="lines+markers",
                name=FAMILIES[family].title,
                line={"color": colour(scheme, index), "dash": dash(index), "width": 2.2},
                marker={"symbol": marker(index), "size": 8},
                customdata=[[in_joules(row.total_pj), f"{row.weights:,}"] for row in own],
                hovertemplate="%{customdata[0]}, %{customdata[1]} weights",
            )
        )
        index += 1
    for row in (row for row in rows if row.time_steps is None):
        figure.add_trace(
            go.Scatter(
                x=steps,
                y=[row.total_pj * scale] * len(steps),
                mode="lines",
                name=row.name,
                line={"color": colour(scheme, index), "dash": dash(index), "width": 1.6},
                hovertemplate=f"{in_joules(row.total_pj)}, {row.weights:,} weights",
            )
        )
        index += 1
    figure.update_layout(
        xaxis={"title": {"text": "Time steps T"}, "type": "log", "tickvals": steps, "ticktext": [str(step) for step in steps]},
        yaxis={
            "title": {"text": f"Energy of one image ({unit})"},
            "type": "log",
            **marks([row.total_pj * scale for row in rows]),
        },
        hovermode="x unified",
    )
    return figure
