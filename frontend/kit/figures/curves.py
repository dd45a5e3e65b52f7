"""One curve: its line, its interval, the spread of its chips, its clean level, and what hovering says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from backend.schemas.run import Point
from frontend.kit.figures.units import in_joules
from frontend.kit.theme import Scheme, colour, dash, faded, inks, marker

Trace = dict[str, Any]
"""As plotly.js takes it. Plotly's own classes check every property again, which takes ten times as long as all the rest
of a figure that is drawn ten times a second; the tests have them check instead."""

PREDICTED = "predicted"
"""Marks the entry of the legend that stands for all predicted lines."""


@dataclass(frozen=True)
class Curve:
    """Points of one network along one axis, as the API gives them, and how they look.

    `index` decides colour, dash and marker. A `pinned` curve has open markers; a `faint` one is drawn behind the
    others, such as the same network under another setting.
    """

    name: str
    title: str
    points: Sequence[Point]
    index: int
    scale: float = 1.0
    clean: float | None = None
    confidence: float = 0.95
    picojoules: float | None = None
    pinned: bool = False
    faint: bool = False
    draws: Mapping[float, Sequence[float]] = field(default_factory=dict)
    """Single draws by x, as fractions."""

    def x(self) -> list[float]:
        return [point.x / self.scale for point in self.points]


def _scatter(*, name: str, **properties: Any) -> Trace:
    """A trace with an identity of its own: what is hidden by the legend stays hidden when others come before it."""
    # As a number: plotly.js makes it part of a selector of CSS.
    identity = crc32(f"{properties.get('legendgroup', '')}|{name}".encode())
    return {"type": "scatter", "uid": f"t{identity:08x}", "name": name, **properties}


def band(curve: Curve, scheme: Scheme) -> Trace:
    """The interval of the mean."""
    interval = [(point.ci_low, point.ci_high) for point in curve.points]
    return _area(curve, interval, faded(colour(scheme, curve.index), 0.08 if curve.faint else 0.18), "interval")


def spread(curve: Curve, scheme: Scheme) -> Trace:
    """Where eight of ten chips lie."""
    eight_of_ten = [(point.p10, point.p90) for point in curve.points]
    return _area(curve, eight_of_ten, faded(colour(scheme, curve.index), 0.1), "chips, 10 to 90 %")


def _area(curve: Curve, ends: Sequence[tuple[float, float]], fill: str, what: str) -> Trace:
    """Between the lower and the upper end at each point."""
    x = curve.x()
    return _scatter(
        x=x + x[::-1],
        y=[100 * high for _low, high in ends] + [100 * low for low, _high in reversed(ends)],
        mode="lines",
        fill="toself",
        fillcolor=fill,
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=curve.name,
        name=f"{curve.name}, {what}",
    )


def chips(curve: Curve, scheme: Scheme) -> Trace:
    """Every simulated chip as a faint dot."""
    dots = [(x / curve.scale, 100 * share) for x, shares in curve.draws.items() for share in shares]
    return _scatter(
        x=[x for x, _ in dots],
        y=[y for _, y in dots],
        mode="markers",
        marker={"size": 4, "color": faded(colour(scheme, curve.index), 0.28)},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=curve.name,
        name=f"{curve.name}, single draws",
    )


def clean_level(curve: Curve, ends: Sequence[float], scheme: Scheme) -> Trace:
    """What the network can do without noise, over the whole axis."""
    level = 100 * (curve.clean or 0.0)
    return _scatter(
        x=list(ends),
        y=[level, level],
        mode="lines",
        line={"color": colour(scheme, curve.index), "width": 1, "dash": "dash"},
        opacity=0.55,
        hoverinfo="skip",
        showlegend=False,
        legendgroup=curve.name,
        name=f"{curve.name}, clean",
    )


def line(curve: Curve, scheme: Scheme) -> Trace:
    hue = colour(scheme, curve.index)
    opacity = 0.6 if curve.faint else 1.0
    return _scatter(
        x=curve.x(),
        y=[100 * point.accuracy for point in curve.points],
        mode="lines+markers",
        name=curve.title,
        legendgroup=curve.name,
        legendrank=1001 if curve.pinned or curve.faint else 1000,
        line={
            "color": hue if not curve.faint else faded(hue, opacity),
            "width": 1.6 if curve.faint else 2.4,
            "dash": _dash(curve),
        },
        marker={
            "symbol": marker(curve.index) + ("-open" if curve.pinned or curve.faint else ""),
            "size": 6 if curve.faint else 8,
            "color": hue,
            # Still being sharpened: pale.
            "opacity": [opacity if point.complete else 0.45 for point in curve.points],
        },
        customdata=[
            [
                100 * point.ci_low,
                100 * point.ci_high,
                point.draws,
                drop(point, curve.clean),
                point.images,
                100 * point.p10,
                100 * point.p90,
            ]
            for point in curve.points
        ],
        hovertemplate=(
            "%{y:.1f} %, %{customdata[3]} "
            f"({100 * curve.confidence:g} % interval %{{customdata[0]:.1f}} to %{{customdata[1]:.1f}}, n = %{{customdata[2]}}"
            ", chips %{customdata[5]:.1f} to %{customdata[6]:.1f})"
            + (f", {in_joules(curve.picojoules)}" if curve.picojoules is not None else "")
        ),
    )


def prediction(curve: Curve, x: Sequence[float], accuracies: Sequence[float], scheme: Scheme) -> Trace:
    """What a network is predicted to do at the swept values, which no chip was simulated for: a thin dotted line."""
    return _scatter(
        x=list(x),
        y=[100 * accuracy for accuracy in accuracies],
        mode="lines",
        name=f"{curve.title}, predicted",
        legendgroup=curve.name,
        showlegend=False,
        line={"color": colour(scheme, curve.index), "width": 1.3, "dash": "dot"},
        hovertemplate="%{y:.1f} %, prediction to first order, no chip simulated",
    )


def legend_of_predictions(scheme: Scheme) -> Trace:
    """One entry of the legend for all predicted lines; pressing it turns the prediction off."""
    return _scatter(
        x=[None],
        y=[None],
        mode="lines",
        name="predicted, no chip simulated",
        meta=PREDICTED,
        legendrank=1002,
        line={"color": inks(scheme).soft, "width": 1.3, "dash": "dot"},
        hoverinfo="skip",
        uirevision=False,  # pressed, it turns the prediction off, and is itself as before when it comes back
    )


def _dash(curve: Curve) -> str:
    return "dot" if curve.faint else dash(curve.index)


def shadow(name: str, before: Sequence[Point], scale: float, hue: str) -> Trace:
    """The curve from before, as long as the new one is being computed."""
    return _scatter(
        x=[point.x / scale for point in before],
        y=[100 * point.accuracy for point in before],
        mode="lines",
        line={"color": faded(hue, 0.35), "width": 1.5},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=name,
        name=f"{name}, before",
    )


def drop(point: Point, clean: float | None) -> str:
    """Against the clean accuracy, in points."""
    if clean is None:
        return "clean unknown"
    return f"{100 * (point.accuracy - clean):+.1f} against clean".replace("-", "\N{MINUS SIGN}")
