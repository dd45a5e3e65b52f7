"""Accuracy at one noise against energy of one image, a mark for each network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from backend.schemas.run import Point
from frontend.kit.figures.log_axis import marks
from frontend.kit.figures.units import in_joules, unit_of
from frontend.kit.theme import Scheme, colour, inks, marker, template
from frontend.kit.titles import card_of, title_of


@dataclass(frozen=True)
class Tradeoff:
    """One network: accuracy with its interval in percent, energy in pJ."""

    network: str
    energy_pj: float
    accuracy: float
    ci_low: float
    ci_high: float


def tradeoffs(points: Iterable[Point], energies: Mapping[str, float], x: float) -> list[Tradeoff]:
    """The points of a run at one value of its sweep, with what each network costs."""
    return [
        Tradeoff(
            point.network,
            energies[point.network],
            100 * point.accuracy,
            100 * point.ci_low,
            100 * point.ci_high,
        )
        for point in points
        if point.x == x and point.network in energies
    ]


def frontier(found: Sequence[Tradeoff]) -> list[Tradeoff]:
    """Those that no other beats in both, the cheapest first."""
    best: list[Tradeoff] = []
    for tradeoff in sorted(found, key=lambda one: (one.energy_pj, -one.accuracy)):
        if not best or tradeoff.accuracy > best[-1].accuracy:
            best.append(tradeoff)
    return best


def over_time_steps(networks: Iterable[str]) -> list[list[str]]:
    """Networks that differ in T alone, by T: the lines along which T is swept."""
    lines: dict[tuple[object, ...], list[tuple[int, str]]] = {}
    for card in filter(None, map(card_of, networks)):
        if card.time_steps and card.seed is not None:
            rest = (card.dataset, card.family, card.training_noise, card.weight_noise, card.weight_clip, card.seed)
            lines.setdefault(rest, []).append((card.time_steps, card.id))
    return [[network for _steps, network in sorted(line)] for line in lines.values() if len(line) > 1]


def pareto_figure(found: Sequence[Tradeoff], *, scheme: Scheme, lines: Sequence[Sequence[Tradeoff]] = ()) -> go.Figure:
    """Networks keep the colours and marks of the accuracy curves: they come in the same order.

    `lines` are networks along a sweep that changes their energy.
    """
    figure = go.Figure(layout={"template": template(scheme)})
    soft = inks(scheme).soft
    unit, scale = unit_of(max((tradeoff.energy_pj for tradeoff in found), default=1.0))
    for index, sweep in enumerate(lines):
        figure.add_trace(_line(sweep, scale, colour(scheme, index), "solid", f"{title_of(sweep[0].network)}, along the sweep"))
        figure.data[-1].update(mode="lines+markers", marker={"size": 5}, showlegend=False)
    by_name = {tradeoff.network: tradeoff for tradeoff in found}
    for line in over_time_steps(by_name):
        figure.add_trace(_line([by_name[network] for network in line], scale, soft, "dot", "over time steps T"))
    edge = frontier(found)
    if len(edge) > 1:
        figure.add_trace(_line(edge, scale, soft, "solid", "nobody is better in both"))
    for index, tradeoff in enumerate(found):
        figure.add_trace(
            go.Scatter(
                x=[tradeoff.energy_pj * scale],
                y=[tradeoff.accuracy],
                mode="markers",
                name=title_of(tradeoff.network, by_name),
                marker={"color": colour(scheme, index), "symbol": marker(index), "size": 12},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [tradeoff.ci_high - tradeoff.accuracy],
                    "arrayminus": [tradeoff.accuracy - tradeoff.ci_low],
                    "color": colour(scheme, index),
                },
                hovertemplate=f"%{{y:.2f}} % ({tradeoff.ci_low:.2f} to {tradeoff.ci_high:.2f}), {in_joules(tradeoff.energy_pj)}",
            )
        )
    energies = [tradeoff.energy_pj * scale for tradeoff in (*found, *(tradeoff for line in lines for tradeoff in line))]
    between = marks(energies) if energies and max(energies) < 1000 * min(energies) else {}
    figure.update_layout(
        xaxis={"title": {"text": f"Energy of one image ({unit})"}, "type": "log", **between},
        yaxis={"title": {"text": "Accuracy (%)"}},
        hovermode="closest",
    )
    return figure


def _line(line: Sequence[Tradeoff], scale: float, ink: str, dash: str, name: str) -> go.Scatter:
    return go.Scatter(
        x=[tradeoff.energy_pj * scale for tradeoff in line],
        y=[tradeoff.accuracy for tradeoff in line],
        mode="lines",
        line={"color": ink, "width": 1.5, "dash": dash},
        name=name,
        hoverinfo="skip",
    )
