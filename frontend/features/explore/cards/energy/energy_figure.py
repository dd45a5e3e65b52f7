"""Energy of one image by component, a bar for each network."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from backend.schemas.energy import COMPONENT_TITLES, EnergyEstimate
from frontend.kit.figures.units import in_joules, unit_of
from frontend.kit.theme import Scheme, colour, template
from frontend.kit.titles import title_of

BAR_PX, REST_PX = 46, 74
COLOURS = 7


def energy_figure(estimates: Sequence[EnergyEstimate], *, scheme: Scheme) -> go.Figure:
    """The components of a bar sum to its total."""
    figure = go.Figure(layout={"template": template(scheme)})
    networks = [estimate.network for estimate in estimates]
    names = [_label(title_of(estimate.network, networks), estimate) for estimate in estimates]
    components = components_of(estimates)
    largest = max((estimate.total_pj for estimate in estimates), default=1.0)
    unit, scale = unit_of(largest)
    for index, component in enumerate(components):
        figure.add_trace(_component(component, index, names, estimates, scheme, unit, scale))
    figure.update_layout(
        barmode="stack",
        xaxis={"title": {"text": f"Energy of one image ({unit})"}, "range": [0, largest * scale * 1.02]},
        yaxis={"autorange": "reversed", "ticks": "", "showgrid": False},
        height=REST_PX + BAR_PX * max(1, len(names)),
        bargap=0.4,
        showlegend=False,  # a legend of up to sixteen entries wraps better as text, see `legend`
    )
    return figure


def components_of(estimates: Sequence[EnergyEstimate]) -> list[str]:
    """The components that take energy in any of some estimates, along the path of the signal."""
    return [name for name in COMPONENT_TITLES if any(estimate.components.get(name) for estimate in estimates)]


def legend(estimates: Sequence[EnergyEstimate], scheme: Scheme) -> list[tuple[str, str, bool]]:
    """Words, colour and whether it is hatched, for each component of the figure."""
    return [
        (COMPONENT_TITLES[name], colour(scheme, index), index >= COLOURS) for index, name in enumerate(components_of(estimates))
    ]


def _label(title: str, estimate: EnergyEstimate) -> str:
    per_mac = f"{estimate.pj_per_mac:.2g} pJ/MAC"
    return f"<b>{title}</b><br><span style='font-size:11px'>{in_joules(estimate.total_pj)}, {per_mac}</span>"


def _component(
    component: str, index: int, names: list[str], estimates: Sequence[EnergyEstimate], scheme: Scheme, unit: str, scale: float
) -> go.Bar:
    title = COMPONENT_TITLES[component]
    shares = [100 * estimate.components.get(component, 0.0) / (estimate.total_pj or 1.0) for estimate in estimates]
    return go.Bar(
        y=names,
        x=[estimate.components.get(component, 0.0) * scale for estimate in estimates],
        name=title,
        orientation="h",
        customdata=shares,
        # From the eighth on the colours come again, hatched.
        marker={"color": colour(scheme, index), "pattern": {"shape": "/" if index >= COLOURS else ""}, "line": {"width": 0}},
        hovertemplate=f"{title}: %{{x:.3g}} {unit} (%{{customdata:.1f}} %)<extra></extra>",
    )
