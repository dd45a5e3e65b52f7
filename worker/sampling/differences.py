"""Paired differences between two networks of a run, or between a run and another one."""

from __future__ import annotations

from backend.schemas.difference import Difference, DifferenceRequest, Differences
from backend.schemas.run import PointDraws
from backend.schemas.spec import Spec
from backend.store import runs
from backend.store.session import Store
from worker.sampling.pairs import Draws, difference

PointKey = tuple[str, float, float | None]
"""A point of a run: network, x, y."""


def differences(request: DifferenceRequest, store: Store) -> Differences:
    """Return the paired difference of every point of a run to its counterpart, in accuracy from -1 to 1, with its interval.

    The counterpart is the point of network `baseline` in the same run, or of the same network in run `other`. Points without a
    counterpart are left out. Raises JobNotFound for an unknown run, and ValueError unless exactly one of baseline and other is
    given, or if the runs have different seeds or numbers of images.
    """
    with store.read() as session:
        run = runs.get(session, request.run)
        ours = _by_point(run.spec, runs.draws(session, request.run).items)
        if request.other is None:
            theirs_spec, theirs = run.spec, ours
        else:
            theirs_spec = runs.get(session, request.other).spec
            theirs = _by_point(theirs_spec, runs.draws(session, request.other).items)
    if (request.baseline is None) == (request.other is None):
        raise ValueError("exactly one of baseline and other must be given")
    if request.baseline is not None and request.baseline not in run.spec.networks:
        raise ValueError(
            f"baseline must be one of the run's networks, {', '.join(run.spec.networks)}; received {request.baseline}"
        )
    _check(run.spec, theirs_spec)
    items = []
    for (network, x, y), draws in ours.items():
        if network == request.baseline:
            continue
        second = theirs.get((request.baseline or network, x, y))
        paired = second and difference(draws, second, run.spec.sampling.confidence)
        if paired:
            interval, count = paired
            items.append(
                Difference(
                    network=network,
                    x=x,
                    y=y,
                    difference=interval.mean,
                    ci_low=interval.low,
                    ci_high=interval.high,
                    std_draws=interval.std,
                    draws=count,
                    separate=interval.low > 0 or interval.high < 0,
                )
            )
    return Differences(against=request.baseline or request.other or "", confidence=run.spec.sampling.confidence, items=items)


def _check(ours: Spec, theirs: Spec) -> None:
    """Raise ValueError unless both runs have the same random numbers and images, by which draws are paired."""
    for name in ("seed", "images"):
        mine, other = getattr(ours, name), getattr(theirs, name)
        if mine != other:
            raise ValueError(f"both runs must have the same {name} to be paired; received {mine} and {other}")


def _by_point(spec: Spec, items: list[PointDraws]) -> dict[PointKey, Draws]:
    chance = {(grid_point.x, grid_point.y): grid_point.setting.has_chance for grid_point in spec.grid()}
    # Whether a network with layers of its own leaves anything to chance, its draws say: without chance there is one.
    single = {(item.network, item.x, item.y): bool(spec.overrides) and len(item.correct) == 1 for item in items}
    return {
        key: Draws(item.correct, item.images, chance[item.x, item.y] and not single[key])
        for item in items
        for key in [(item.network, item.x, item.y)]
    }
