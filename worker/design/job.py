"""A design as the store records it: claimed, answered network by network, its draws kept as they come."""

from __future__ import annotations

from backend.jobs import DESIGNS, designs
from backend.networks import content_of
from backend.schemas.by_layer import has_chance
from backend.schemas.design import DesignRequest
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from backend.store.points import save_draws
from backend.store.rows import DrawsRow
from backend.store.runs import draws_key
from worker.design.measurement import Measurement
from worker.design.questions import answers
from worker.process.job_runner import JobStopped, LeasedJob, whole_job
from worker.runs.point import extend
from worker.sampling import summarise
from worker.simulators import NetworkOnImages

SAVE_EVERY_S = 0.4
"""Draws are kept, and a cancel is noticed, at least so often between draws."""
LEASE_S = 60.0


def _answer(job: LeasedJob[DesignRequest]) -> None:
    context = job.context
    for number, answer in enumerate(answers(job.request, _StoredSampler(job)), start=1):
        last = number == len(job.request.networks)
        with context.store.write() as session:
            designs.save_answer(session, job.id, answer, owner=context.owner, last=last)
        job.publish()


class _StoredSampler:
    """Draws that are known are not made again; those that are made become known."""

    def __init__(self, job: LeasedJob[DesignRequest]) -> None:
        self._job = job
        self._uncounted, self._counted_at = 0, job.context.clock()

    def card(self, network: str) -> NetworkCard:
        return self.tested(network).card

    def clean_accuracy(self, network: str) -> float:
        return self.tested(network).clean_accuracy

    def measure(self, network: str, setting: Setting, layers: frozenset[int] | None = None) -> Measurement:
        context, request, tested = self._job.context, self._job.request, self.tested(network)
        key = draws_key(
            weights_sha256=content_of(tested.card),
            dataset=tested.card.dataset,
            setting=setting,
            images=tested.images,
            seed=request.seed,
            layers=layers,
        )
        with context.store.read() as session:
            row = session.get(DrawsRow, key)
            correct = list(row.correct) if row else []
        known, saved = len(correct), context.clock()
        for _settled in extend(tested, setting, seed=request.seed, sampling=request.sampling, correct=correct, layers=layers):
            if context.clock() - saved > SAVE_EVERY_S:
                self._keep(key, tested, correct)
                saved = context.clock()
        if len(correct) > known:
            self._keep(key, tested, correct)
        with context.store.write() as session:
            designs.count_measured(session, self._job.id, owner=context.owner)
        self._job.publish()
        differ = has_chance(setting, tested.card) and layers != frozenset()
        found = summarise(correct, tested.images, request.sampling, has_chance=differ)
        return Measurement(found.accuracy, found.ci_low, found.ci_high)

    def _keep(self, key: str, tested: NetworkOnImages, correct: list[int]) -> None:
        with self._job.context.store.write() as session:
            if not self._job.renew(session):
                raise JobStopped
            if correct:
                save_draws(session, key=key, images=tested.images, correct=correct)

    def tested(self, network: str) -> NetworkOnImages:
        return self._job.context.tested(network, self._job.request.images)

    def count(self, _network: str) -> None:
        """Settings are counted, and a cancel is noticed, after SAVE_EVERY_S at the latest."""
        context = self._job.context
        self._uncounted += 1
        if context.clock() - self._counted_at <= SAVE_EVERY_S:
            return
        with context.store.write() as session:
            if not self._job.renew(session):
                raise JobStopped
            designs.count_measured(session, self._job.id, owner=context.owner, more=self._uncounted)
        self._uncounted, self._counted_at = 0, context.clock()
        self._job.publish()


DESIGN_WORK = whole_job(DESIGNS, designs.claim, _answer, lease_s=LEASE_S)
