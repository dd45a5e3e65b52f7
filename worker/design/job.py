"""A design as the store records it: claimed, answered network by network, its draws kept as they come."""

from __future__ import annotations

from backend.networks import NetworkNotFound
from backend.schemas.design import DesignRequest
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from backend.store import designs, jobs
from backend.store.leases import save_draws
from backend.store.networks import find_network
from backend.store.rows import DesignRow, DrawsRow
from backend.store.runs import draws_key
from worker.design.answers import answers
from worker.design.measurement import Measurement
from worker.process.job_runner import work_out
from worker.runs.advance import Workplace
from worker.runs.point import extend
from worker.runs.simulators import Bench
from worker.sampling import summarise

SAVE_EVERY_S = 0.4
"""Draws are kept, and a cancel is noticed, at least so often between draws."""
LEASE_S = 60.0


class _Stopped(Exception):
    """Nobody waits for the answers any more."""


def work_on(place: Workplace, design_id: str) -> None:
    """Answer a queued design."""
    with place.store.write() as session:
        request = designs.claim(session, design_id, owner=place.owner, now=place.clock(), lease_s=LEASE_S)
    if request is None:
        return

    def work() -> None:
        for number, answer in enumerate(answers(request, _StoredSampler(place, design_id, request)), start=1):
            with place.store.write() as session:
                last = number == len(request.networks)
                designs.save_answer(session, design_id, answer, owner=place.owner, last=last)
            place.queue.publish(design_id)

    work_out(place, DesignRow, design_id, work, stopped=_Stopped)


class _StoredSampler:
    """Draws that are known are not made again; those that are made become known."""

    def __init__(self, place: Workplace, design_id: str, request: DesignRequest) -> None:
        self._place, self._design_id, self._request = place, design_id, request

    def card(self, network: str) -> NetworkCard:
        return self._bench(network).card

    def clean_accuracy(self, network: str) -> float:
        return self._bench(network).clean_accuracy()

    def measure(self, network: str, setting: Setting, layers: frozenset[int] | None = None) -> Measurement:
        place, request, bench = self._place, self._request, self._bench(network)
        key = draws_key(
            weights_sha256=bench.card.weights_sha256,
            dataset=bench.card.dataset,
            setting=setting,
            images=bench.images,
            seed=request.seed,
            layers=layers,
        )
        with place.store.read() as session:
            row = session.get(DrawsRow, key)
            correct = list(row.correct) if row else []
        known, saved = len(correct), place.clock()
        for _settled in extend(bench, setting, seed=request.seed, sampling=request.sampling, correct=correct, layers=layers):
            if place.clock() - saved > SAVE_EVERY_S:
                self._keep(key, bench, correct)
                saved = place.clock()
        if len(correct) > known:
            self._keep(key, bench, correct)
        with place.store.write() as session:
            designs.count_measured(session, self._design_id, owner=place.owner)
        place.queue.publish(self._design_id)
        has_chance = setting.has_chance and layers != frozenset()
        found = summarise(correct, bench.images, request.sampling, has_chance=has_chance)
        return Measurement(found.accuracy, found.ci_low, found.ci_high)

    def _keep(self, key: str, bench: Bench, correct: list[int]) -> None:
        place = self._place
        with place.store.write() as session:
            if not jobs.renew(session, DesignRow, self._design_id, owner=place.owner, now=place.clock(), lease_s=LEASE_S):
                raise _Stopped
            if correct:
                save_draws(session, key=key, images=bench.images, correct=correct)

    def _bench(self, network: str) -> Bench:
        with self._place.store.read() as session:
            found = find_network(session, network)
        if found is None:
            raise NetworkNotFound(network)
        card, weights = found
        return self._place.laboratory.bench(card, self._request.images, weights=weights)
