"""One slice of work on one point of a run in the store."""

from __future__ import annotations

import logging
from dataclasses import asdict

from backend.jobs import RUNS
from backend.networks import NetworkNotFound
from backend.schemas.by_layer import has_chance
from backend.store import points
from backend.store.networks import find_network
from backend.store.points import LeasedPoint
from worker.energy import estimate_spec
from worker.process.context import WorkerContext
from worker.process.job_runner import JobWork
from worker.runs.point import as_point, extend
from worker.sampling import Subset, summarise
from worker.simulators import NetworkOnImages

log = logging.getLogger(__name__)

SLICE_S = 0.8
"""Seconds after which a point returns to the end of the queue, so that all curves are refined together."""
FIRST_SLICE_S = 0.2
"""Seconds of the first slice of a point, shorter so that every point shows a first result before any is refined."""
SAVE_EVERY_S = 0.3
"""Seconds after which draws are saved and shown, and a request to cancel is noticed."""


def advance(context: WorkerContext, run_id: str, position: int) -> None:
    """Work on a point for one slice of time and save its draws; queue it again if it needs more.

    Does nothing if another process works on the point or its run has ended. Whatever goes wrong is recorded as the point's
    error.
    """
    with context.store.write() as session:
        leased = points.claim(
            session, run_id=run_id, position=position, owner=context.owner, now=context.clock(), lease_s=context.settings.lease_s
        )
    if leased is None:
        return
    try:
        again = _slice(context, leased)
    except Exception as error:
        # Whatever goes wrong is the point's failure, with its reason, never a run that hangs.
        log.exception("run %s point %s failed", run_id, position)
        with context.store.write() as session:
            points.fail(session, leased, reason=_reason(leased, error), now=context.clock())
        again = False
    context.queue.publish(run_id)
    if again:
        context.queue.send(RUNS.task, [(run_id, position)])


def _slice(context: WorkerContext, leased: LeasedPoint) -> bool:
    """Extend the point's draws for one slice of time; return whether it needs another one."""
    tested = _tested(context, leased)
    if leased.subset:
        tested.remember_subset(Subset(**leased.subset), leased.setting, seed=leased.spec.seed, sampling=leased.sampling)
    if not leased.clean_known:
        _save_clean(context, leased, tested)
    correct = leased.correct
    began = saved = context.clock()
    first_look = len(correct) < leased.sampling.min_draws
    slice_s = SLICE_S if correct else FIRST_SLICE_S
    for settled in extend(tested, leased.setting, seed=leased.spec.seed, sampling=leased.sampling, correct=correct):
        now = context.clock()
        if settled:
            _save(context, leased, tested, correct, then="done")
            return False
        first_look_done = first_look and len(correct) >= leased.sampling.min_draws
        if correct and (first_look_done or now - began > slice_s):
            return _save(context, leased, tested, correct, then="waiting")
        if correct and now - saved > SAVE_EVERY_S:
            if not _save(context, leased, tested, correct, then="running"):
                return False
            context.queue.publish(leased.run_id)
            saved = now
    return False


def _tested(context: WorkerContext, leased: LeasedPoint) -> NetworkOnImages:
    with context.store.read() as session:
        network_and_weights = find_network(session, leased.network)
    if network_and_weights is None:
        raise NetworkNotFound(leased.network)
    card, weights = network_and_weights
    return context.simulators.get(card, leased.spec.images, weights=weights)


def _save_clean(context: WorkerContext, leased: LeasedPoint, tested: NetworkOnImages) -> None:
    energy = estimate_spec(tested.card, leased.spec)
    accuracy = tested.clean_accuracy
    with context.store.write() as session:
        points.save_clean(session, run_id=leased.run_id, network=leased.network, accuracy=accuracy, energy=energy)


def _save(context: WorkerContext, leased: LeasedPoint, tested: NetworkOnImages, correct: list[int], *, then: str) -> bool:
    subset = tested.subset(leased.setting, seed=leased.spec.seed, sampling=leased.sampling)
    summary = summarise(
        correct, tested.images, leased.sampling, has_chance=has_chance(leased.setting, tested.card), subset=subset
    )
    shown = subset.images if subset else tested.images
    point = as_point(summary, network=leased.network, x=0, y=None, images=shown)
    with context.store.write() as session:
        points.save_draws(
            session, key=leased.draws_key, images=tested.images, correct=correct, subset=asdict(subset) if subset else None
        )
        return points.save(
            session,
            leased,
            summary=point.model_dump(mode="json", exclude={"network", "x", "y"}),
            draws_expected=summary.draws_expected,
            now=context.clock(),
            lease_s=context.settings.lease_s,
            then=then,
        )


def _reason(leased: LeasedPoint, error: Exception) -> str:
    return f"{leased.network}: {error}" if str(error) else f"{leased.network}: {type(error).__name__}"


RUN_WORK = JobWork(RUNS, advance)
"""The work on runs, for the process that takes tasks from the queue."""
