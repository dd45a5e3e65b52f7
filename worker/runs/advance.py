"""One slice of work on one point of a run, as the store records it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass

from backend.networks import NetworkNotFound
from backend.queue import Queue
from backend.settings import Settings
from backend.store import leases
from backend.store.networks import find_network
from backend.store.session import Store
from worker.energy import estimate
from worker.runs.point import as_point, extend
from worker.runs.simulators import Bench, Laboratory
from worker.sampling import Subset, summarise

log = logging.getLogger(__name__)

SLICE_S = 0.8
"""A point goes back to the end of the queue after so long, so that all curves sharpen together."""
FIRST_SLICE_S = 0.2
"""The first slice of a point is short: every network and place shows something before any is refined."""
SAVE_EVERY_S = 0.3
"""Draws are shown, and kept, at least so often; also how soon a cancel is noticed between draws."""


@dataclass(frozen=True)
class Workplace:
    """What a worker process works with. `clock` gives seconds since the epoch."""

    settings: Settings
    store: Store
    queue: Queue
    laboratory: Laboratory
    owner: str
    clock: Callable[[], float]


def advance(place: Workplace, run_id: str, position: int) -> None:
    """Work on a point for a slice of time; send it again if it needs more."""
    with place.store.write() as session:
        held = leases.claim(
            session, run_id=run_id, position=position, owner=place.owner, now=place.clock(), lease_s=place.settings.lease_s
        )
    if held is None:
        return
    try:
        again = _slice(place, held)
    except Exception as error:
        # Whatever goes wrong is the point's failure, with its reason, never a run that hangs.
        log.exception("run %s point %s failed", run_id, position)
        with place.store.write() as session:
            leases.fail_point(session, held, reason=_reason(held, error), now=place.clock())
        again = False
    place.queue.publish(run_id)
    if again:
        place.queue.send_points([(run_id, position)])


def _slice(place: Workplace, held: leases.Claim) -> bool:
    """Returns whether the point wants another slice."""
    bench = _bench(place, held)
    if held.subset:
        bench.remember(Subset(**held.subset), held.setting, seed=held.spec.seed, sampling=held.sampling)
    if not held.clean_known:
        _save_clean(place, held, bench)
    correct = held.correct
    began = saved = place.clock()
    first_look = len(correct) < held.sampling.min_draws
    slice_s = SLICE_S if correct else FIRST_SLICE_S
    for settled in extend(bench, held.setting, seed=held.spec.seed, sampling=held.sampling, correct=correct):
        now = place.clock()
        if settled:
            _save(place, held, bench, correct, then="done")
            return False
        looked = first_look and len(correct) >= held.sampling.min_draws
        if correct and (looked or now - began > slice_s):
            return _save(place, held, bench, correct, then="waiting")
        if correct and now - saved > SAVE_EVERY_S:
            if not _save(place, held, bench, correct, then="running"):
                return False
            place.queue.publish(held.run_id)
            saved = now
    return False


def _bench(place: Workplace, held: leases.Claim) -> Bench:
    with place.store.read() as session:
        found = find_network(session, held.network)
    if found is None:
        raise NetworkNotFound(held.network)
    card, weights = found
    return place.laboratory.bench(card, held.spec.images, weights=weights)


def _save_clean(place: Workplace, held: leases.Claim, bench: Bench) -> None:
    energy = estimate(bench.card, mode="inference", converters=held.spec.converters)
    accuracy = bench.clean_accuracy()
    with place.store.write() as session:
        leases.save_clean(session, run_id=held.run_id, network=held.network, accuracy=accuracy, energy=energy)


def _save(place: Workplace, held: leases.Claim, bench: Bench, correct: list[int], *, then: str) -> bool:
    subset = bench.subset(held.setting, seed=held.spec.seed, sampling=held.sampling)
    summary = summarise(correct, bench.images, held.sampling, has_chance=held.setting.has_chance, subset=subset)
    shown = subset.images if subset else bench.images
    point = as_point(summary, network=held.network, x=0, y=None, images=shown)
    with place.store.write() as session:
        leases.save_draws(
            session, key=held.draws_key, images=bench.images, correct=correct, subset=asdict(subset) if subset else None
        )
        return leases.save_point(
            session,
            held,
            summary=point.model_dump(mode="json", exclude={"network", "x", "y"}),
            draws_expected=summary.draws_expected,
            now=place.clock(),
            lease_s=place.settings.lease_s,
            then=then,
        )


def _reason(held: leases.Claim, error: Exception) -> str:
    return f"{held.network}: {error}" if str(error) else f"{held.network}: {type(error).__name__}"
