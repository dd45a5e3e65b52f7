"""Predicted curves in words: what they leave out, and from where on the simulated chips say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.schemas.prediction import PredictedCurve
from backend.schemas.run import Point, Run
from frontend.kit.attribution_words import listed
from frontend.kit.figures.units import in_time
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.titles import title_of


@dataclass(frozen=True)
class Gap:
    """A simulated point that a prediction misses: where, and by how much, as a fraction of all images."""

    x: float
    size: float


def named_in_caption(curves: Sequence[PredictedCurve]) -> str:
    """What the dotted lines are; empty if none is drawn."""
    drawn = [curve for curve in curves if curve.accuracy is not None]
    if not drawn:
        return ""
    images = max(curve.images for curve in drawn)
    return f"Thin dotted lines: prediction to first order in the errors, from {images:,} images; no chip simulated."


def said_of_prediction(run: Run, sweep: str, curves: Sequence[PredictedCurve]) -> list[str]:
    """Sentences: what is not predicted, and where predictions fail once all points of their networks are complete."""
    return [*_left_out(run, curves), *_fails(run, PARAMETERS[sweep], curves)]


def gaps(points: Sequence[Point], values: Sequence[float], curve: PredictedCurve) -> list[Gap]:
    """Points whose interval the prediction misses by more than its own uncertainty, in the order of x."""
    found = []
    for point in sorted(points, key=lambda point: point.x):
        predicted = (curve.accuracy or [])[values.index(point.x)]
        beyond = max(predicted - point.ci_high, point.ci_low - predicted)
        if beyond > curve.half_width:
            found.append(Gap(point.x, abs(predicted - point.accuracy)))
    return found


def _left_out(run: Run, curves: Sequence[PredictedCurve]) -> Iterator[str]:
    """Networks of which the same is left out are named together."""
    reasons: dict[tuple[str, ...], list[str]] = {}
    for curve in curves:
        if curve.left_out:
            reasons.setdefault(tuple(curve.left_out), []).append(curve.network)
    drawn = {curve.network for curve in curves if curve.accuracy is not None}
    for left_out, networks in reasons.items():
        which = "" if len(networks) == len(curves) else f" of {_names(run, networks)}"
        verb = "leaves out" if set(networks) <= drawn else "would leave out"
        none = "The prediction" if set(networks) <= drawn else "No prediction"
        yield f"{none}{which}{'' if set(networks) <= drawn else ': it'} {verb} {listed(left_out)}."


def _fails(run: Run, parameter: Parameter, curves: Sequence[PredictedCurve]) -> Iterator[str]:
    held: list[str] = []
    values = run.spec.sweep.x.values
    for curve in curves:
        points = [point for point in run.points if point.network == curve.network and point.complete]
        if curve.accuracy is None or len(points) < len(values):
            continue
        found = gaps(points, values, curve)
        if found:
            yield f"{_names(run, [curve.network])}: {_where(found, values, parameter)}."
        else:
            held.append(curve.network)
    if held:
        yield f"Within the intervals the first-order prediction holds at every value for {_names(run, held)}."


def _where(found: Sequence[Gap], values: Sequence[float], parameter: Parameter) -> str:
    """From which value on a prediction fails; or at how many of them, where it holds again in between or beyond."""
    worst = max(found, key=lambda gap: gap.size)
    off = "the first-order prediction is off by more than the interval"
    size = f"{100 * worst.size:.1f} points at {_shown(parameter, worst.x)}"
    if len(found) == len(values) > 1:
        return f"at every value {off}: {size}"
    if len(found) == sum(value >= found[0].x for value in values):
        return f"from {_shown(parameter, found[0].x)} on {off}: {size}"
    if len(found) == sum(value <= found[-1].x for value in values):
        return f"up to {_shown(parameter, found[-1].x)} {off}: {size}"
    if len(found) == 1:
        return f"at {_shown(parameter, worst.x)} {off}: {100 * worst.size:.1f} points"
    ends = f"between {_shown(parameter, found[0].x)} and {_shown(parameter, found[-1].x)}"
    return f"at {len(found)} of {len(values)} values, {ends}, {off}: {size}"


def _shown(parameter: Parameter, value: float) -> str:
    if parameter.is_time:
        return in_time(value)
    unit = f" {parameter.unit}" if parameter.unit and not parameter.whole else ""
    return f"{value / parameter.scale:.3g}{unit}"


def _names(run: Run, networks: Sequence[str]) -> str:
    return listed([title_of(network, run.spec.networks) for network in networks])
