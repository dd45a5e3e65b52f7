"""Energy of one image by component, a bar for each network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from backend.schemas.energy import COMPONENT_TITLES
from frontend.naming import title_of
from frontend.theme import Scheme, colour, template


def energy_figure(estimates: Sequence[Mapping[str, Any]], *, scheme: Scheme) -> go.Figure:
    """Estimates as the API gives them, in nJ."""
    figure = go.Figure(layout={"template": template(scheme)})
    networks = [estimate["network"] for estimate in estimates]
    names = [title_of(network, networks) for network in networks]
    components = [name for name in COMPONENT_TITLES if any(estimate["components"].get(name) for estimate in estimates)]
    largest = max((estimate["total_pj"] for estimate in estimates), default=1.0)
    unit, scale = ("nJ", 1e-3) if largest >= 1000 else ("pJ", 1.0)
    for index, component in enumerate(components):
        figure.add_trace(
            go.Bar(
                y=names,
                x=[estimate["components"].get(component, 0.0) * scale for estimate in estimates],
                name=COMPONENT_TITLES[component],
                orientation="h",
                marker={"color": colour(scheme, index), "pattern": {"shape": "/" if index >= 7 else ""}, "line": {"width": 0}},
                hovertemplate=f"{COMPONENT_TITLES[component]}: %{{x:.3g}} {unit}<extra>%{{y}}</extra>",
            )
        )
    for name, estimate in zip(names, estimates, strict=True):
        figure.add_annotation(
            y=name,
            x=estimate["total_pj"] * scale,
            text=f"{estimate['total_pj'] * scale:.3g} {unit} · {estimate['pj_per_mac']:.2g} pJ/MAC",
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": 12},
        )
    figure.update_layout(
        barmode="stack",
        xaxis={"title": {"text": f"Energy of one image ({unit})"}, "range": [0, largest * scale * 1.35]},
        yaxis={"autorange": "reversed", "ticks": ""},
        height=130 + 38 * len(names),
        bargap=0.35,
        legend={"traceorder": "normal", "font": {"size": 11}},
    )
    return figure
