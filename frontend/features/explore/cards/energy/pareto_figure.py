"""Accuracy at one noise against energy of one image, a mark for each network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from backend.schemas.run import Point
from frontend.kit.figures.log_axis import marks
from frontend.kit.figures.units import in_joules, unit_of
from frontend.kit.theme import Scheme, colour, inks, marker, template
from frontend.kit.titles import title_of


@dataclass(frozen=True)
class Place:
    """One network: accuracy with its interval in percent, energy in pJ."""

    network: str
    energy_pj: float
    accuracy: float
    ci_low: float
    ci_high: float


def places(points: Iterable[Point], energies: Mapping[str, float], x: float) -> list[Place]:
    """The points of a run at one value of its sweep, with what each network costs."""
    return [
        Place(
            point.network,
            energies[point.network],
            100 * point.accuracy,
            100 * point.ci_low,
            100 * point.ci_high,
        )
        for point in points
        if point.x == x and point.network in energies
    ]


def frontier(found: Sequence[Place]) -> list[Place]:
    """Those that no other beats in both, the cheapest first."""
    best: list[Place] = []
    for place in sorted(found, key=lambda one: (one.energy_pj, -one.accuracy)):
        if not best or place.accuracy > best[-1].accuracy:
            best.append(place)
    return best


def over_time_steps(networks: Iterable[str]) -> list[list[str]]:
    """Networks that differ in T alone, by T: the lines along which T is swept."""
    lines: dict[str, list[tuple[int, str]]] = {}
    for network in networks:
        steps = re.search(r"-t(\d+)-", network)
        if steps:
            lines.setdefault(network.replace(steps[0], "-"), []).append((int(steps[1]), network))
    return [[network for _steps, network in sorted(line)] for line in lines.values() if len(line) > 1]


def pareto_figure(found: Sequence[Place], *, scheme: Scheme, lines: Sequence[Sequence[Place]] = ()) -> go.Figure:
    """Networks keep the colours and marks of the accuracy curves: they come in the same order.

    `lines` are the ways of networks along a sweep that changes their energy.
    """
    figure = go.Figure(layout={"template": template(scheme)})
    soft = inks(scheme).soft
    unit, scale = unit_of(max((place.energy_pj for place in found), default=1.0))
    for index, way in enumerate(lines):
        figure.add_trace(_line(way, scale, colour(scheme, index), "solid", f"{title_of(way[0].network)}, along the sweep"))
        figure.data[-1].update(mode="lines+markers", marker={"size": 5}, showlegend=False)
    by_name = {place.network: place for place in found}
    for line in over_time_steps(by_name):
        figure.add_trace(_line([by_name[network] for network in line], scale, soft, "dot", "over time steps T"))
    edge = frontier(found)
    if len(edge) > 1:
        figure.add_trace(_line(edge, scale, soft, "solid", "nobody is better in both"))
    for index, place in enumerate(found):
        figure.add_trace(
            go.Scatter(
                x=[place.energy_pj * scale],
                y=[place.accuracy],
                mode="markers",
                name=title_of(place.network, by_name),
                marker={"color": colour(scheme, index), "symbol": marker(index), "size": 12},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [place.ci_high - place.accuracy],
                    "arrayminus": [place.accuracy - place.ci_low],
                    "color": colour(scheme, index),
                },
                hovertemplate=f"%{{y:.2f}} % ({place.ci_low:.2f} to {place.ci_high:.2f}), {in_joules(place.energy_pj)}",
            )
        )
    energies = [place.energy_pj * scale for place in (*found, *(place for way in lines for place in way))]
    between = marks(energies) if energies and max(energies) < 1000 * min(energies) else {}
    figure.update_layout(
        xaxis={"title": {"text": f"Energy of one image ({unit})"}, "type": "log", **between},
        yaxis={"title": {"text": "Accuracy (%)"}},
        hovermode="closest",
    )
    return figure


def _line(line: Sequence[Place], scale: float, ink: str, dash: str, name: str) -> go.Scatter:
    return go.Scatter(
        x=[place.energy_pj * scale for place in line],
        y=[place.accuracy for place in line],
        mode="lines",
        line={"color": ink, "width": 1.5, "dash": dash},
        name=name,
        hoverinfo="skip",
    )
