"""A run in words and numbers."""

from __future__ import annotations

from math import prod
from typing import Any

from backend.schemas.run import Point, Run
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.state.parameters import FIELDS
from frontend.kit.tables import text_table
from frontend.kit.titles import title_of


def progress_text(run: Run, *, known: bool = False) -> str:
    total = len(run.spec.networks) * prod(len(axis.values) for axis in run.spec.sweep.axes)
    done = round(run.progress * total)
    text = f"{done} of {total} points, {run.draws_done:,} draws"
    if run.state == "running" and run.eta_s is not None:
        return f"{text}, about {max(1, round(run.eta_s))} s left"
    if run.state == "done":
        band = f"bands are {100 * run.spec.sampling.confidence:g} % intervals of the mean"
        return f"{text}, {'already computed; ' if known else ''}{band}"
    return text


def table(run: Run, sweep: str) -> Any:
    """The data of the chart, for who reads rather than looks."""
    parameter = PARAMETERS[sweep]
    other = FIELDS[run.spec.sweep.y.parameter] if run.spec.sweep.y else None
    head = (
        "Network",
        _titled(parameter),
        *((_titled(other),) if other else ()),
        "Accuracy",
        "Interval",
        "Chips, 10 to 90 %",
        "Draws",
        "Images",
    )
    networks = run.spec.networks
    rows = [
        _row(title_of(network, networks), point, *_places(point, parameter, other))
        for network in networks
        for point in sorted(run.points, key=lambda point: point.x)
        if point.network == network
    ]
    confidence = f"{100 * run.spec.sampling.confidence:g} %"
    caption = f"{run.interval}, {confidence}; engine {run.engine_version}; spec {run.spec_hash[:12]}"
    return text_table(head, rows, width=560, caption=caption, striped="odd", verticalSpacing=3)


def _titled(parameter: Parameter) -> str:
    return f"{parameter.title} ({parameter.unit})" if parameter.unit else parameter.title


def _places(point: Point, parameter: Parameter, other: Parameter | None) -> list[str]:
    """Where a point stands, as shown."""
    values = [point.x / parameter.scale, *([point.y / other.scale] if other and point.y is not None else [])]
    return [f"{value:g}" for value in values]


def _row(title: str, point: Point, *values: str) -> tuple[str, ...]:
    return (
        title,
        *values,
        f"{100 * point.accuracy:.2f} %",
        f"{100 * point.ci_low:.2f} to {100 * point.ci_high:.2f} %",
        f"{100 * point.p10:.1f} to {100 * point.p90:.1f} %",
        str(point.draws),
        str(point.images),
    )
