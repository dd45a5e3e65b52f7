"""A chart in one sentence: up to which noise each network keeps most of what it can."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from backend.schemas.job import UNFINISHED
from backend.schemas.run import Result
from frontend.kit.figures.units import in_time
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.titles import title_of

KEPT = 0.95
"""Share of the clean accuracy that counts as survival."""
TIED = "\N{NO-BREAK SPACE}"
"""Between a number and its unit: the sentence is large, and a line must not begin with a unit."""


def summary(run: Result, sweep: str) -> str:
    """Such as "CNN keeps 95 % of its clean accuracy up to 4.9 % programming error, MLP up to 4.4 %."."""
    parameter, spec = PARAMETERS[sweep], run.spec
    networks, values = spec.networks, spec.sweep.x.values
    parts: list[tuple[str, str]] = []
    for network in networks:
        own = sorted((point.x, point.accuracy) for point in run.points if point.network == network)
        if len(own) < len(values) or network not in run.clean:
            return "The curves are being computed." if run.state in UNFINISHED else "Some points are missing."
        target = KEPT * run.clean[network]
        until = first_good(own, target) if parameter.whole else last_good(own, target)
        parts.append((title_of(network, networks), _limit(until, parameter, own[-1][0], named=not parts)))
    first, rest = parts[0], parts[1:]
    what = f"{first[0]} keeps {100 * KEPT:g}{TIED}% of its clean accuracy {first[1]}"
    return ", ".join([what, *(f"{name} {limit}" for name, limit in rest)]) + "."


def map_summary(run: Result, x: str, y: str) -> str:
    """What share of a map each network survives, and what the dashed border is."""
    spec = run.spec
    networks, sweep = spec.networks, spec.sweep
    cells = prod(len(axis.values) for axis in sweep.axes)
    parts = []
    for network in networks:
        own = [point for point in run.points if point.network == network]
        if len(own) < cells or network not in run.clean:
            return "The maps are being computed." if run.state in UNFINISHED else "Some points are missing."
        survived = sum(point.accuracy >= KEPT * run.clean[network] for point in own)
        parts.append(f"{title_of(network, networks)} in {survived}")
    what = f"{PARAMETERS[x].in_a_sentence} against {PARAMETERS[y].in_a_sentence}"
    kept = f"{100 * KEPT:g}{TIED}% of the clean accuracy is kept by {', '.join(parts)} (dashed border)"
    return f"Of {cells} settings of {what}, {kept}."


def last_good(points: Sequence[tuple[float, float]], target: float) -> float | None:
    """Where accuracy first falls below a target, between points by a straight line; None if it begins below."""
    if points[0][1] < target:
        return None
    for (x0, y0), (x1, y1) in pairwise(points):
        if y1 < target:
            return x0 + (x1 - x0) * (y0 - target) / (y0 - y1)
    return points[-1][0]


def first_good(points: Sequence[tuple[float, float]], target: float) -> float | None:
    """The first value from which on accuracy stays at a target or above; None if it ends below."""
    found = None
    for x, accuracy in points:
        if accuracy < target:
            found = None
        elif found is None:
            found = x
    return found


def _limit(value: float | None, parameter: Parameter, last: float, *, named: bool) -> str:
    """In words; the parameter itself is named once a sentence."""
    of, unit = (
        f" {parameter.in_a_sentence}" if named else "",
        f"{TIED}{parameter.unit}" if parameter.unit and not parameter.whole else "",
    )
    if value is None:
        return "at none of these values"
    shown = f"{in_time(value)} of age" if parameter.is_time else f"{value / parameter.scale:.2g}{unit}{of}"
    if parameter.whole:
        return f"from {shown} on"
    return f"up to {shown} and beyond" if value == last else f"up to {shown}"
