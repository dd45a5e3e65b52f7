"""Energy of one image by component, a bar for each network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from backend.schemas.energy import COMPONENT_TITLES
from frontend.figures.units import in_joules, unit_of
from frontend.naming import title_of
from frontend.theme import Scheme, colour, template

BAR_PX, REST_PX, LEGEND_ROW_PX = 42, 74, 20


def energy_figure(estimates: Sequence[Mapping[str, Any]], *, scheme: Scheme) -> go.Figure:
    """Estimates as the API gives them. The components of a bar sum to its total."""
    figure = go.Figure(layout={"template": template(scheme)})
    networks = [estimate["network"] for estimate in estimates]
    names = [title_of(network, networks) for network in networks]
    components = [name for name in COMPONENT_TITLES if any(estimate["components"].get(name) for estimate in estimates)]
    largest = max((estimate["total_pj"] for estimate in estimates), default=1.0)
    unit, scale = unit_of(largest)
    for index, component in enumerate(components):
        figure.add_trace(_component(component, index, names, estimates, scheme, unit, scale))
    for name, estimate in zip(names, estimates, strict=True):
        figure.add_annotation(
            y=name,
            x=estimate["total_pj"] * scale,
            text=f"<b>{in_joules(estimate['total_pj'])}</b>  {estimate['pj_per_mac']:.2g} pJ/MAC",
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": 12},
        )
    rows = -(-len(components) // 3)
    figure.update_layout(
        barmode="stack",
        xaxis={"title": {"text": f"Energy of one image ({unit})"}, "range": [0, largest * scale * 1.32]},
        yaxis={"autorange": "reversed", "ticks": "", "showgrid": False},
        height=REST_PX + BAR_PX * max(1, len(names)) + LEGEND_ROW_PX * rows,
        bargap=0.4,
        legend={"traceorder": "normal", "font": {"size": 11}},
    )
    return figure


def _component(
    component: str, index: int, names: list[str], estimates: Sequence[Mapping[str, Any]], scheme: Scheme, unit: str, scale: float
) -> go.Bar:
    title = COMPONENT_TITLES[component]
    shares = [100 * estimate["components"].get(component, 0.0) / (estimate["total_pj"] or 1.0) for estimate in estimates]
    return go.Bar(
        y=names,
        x=[estimate["components"].get(component, 0.0) * scale for estimate in estimates],
        name=title,
        orientation="h",
        customdata=shares,
        # From the eighth on the colours come again, hatched.
        marker={"color": colour(scheme, index), "pattern": {"shape": "/" if index >= 7 else ""}, "line": {"width": 0}},
        hovertemplate=f"{title}: %{{x:.3g}} {unit} (%{{customdata:.1f}} %)<extra>%{{y}}</extra>",
    )
