"""Dynamics as a job on a real store: found part by part, kept, cancelled, gone on with."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from backend.jobs import DYNAMICS, dynamics
from backend.schemas.dynamics import PARTS, Dynamics, DynamicsRequest, Part
from backend.settings import Settings
from backend.store import jobs
from backend.store.migrate import upgrade
from backend.store.rows import DynamicsRow
from backend.store.session import Store
from worker.analysis.dynamics import answer
from worker.analysis.dynamics.subject import NotAnswered, Subject
from worker.crossbar import ChipFailure
from worker.dynamics import job as job_module
from worker.dynamics.job import DYNAMICS_WORK
from worker.process.context import WorkerContext
from worker.simulators import Simulators

NETWORKS = ["digits/rnn-t4-noise0", "digits/rnn-t2-noise0"]
FIELDS: dict[str, Any] = {
    "networks": NETWORKS,
    "parts": ["distances", "trajectories"],
    "images": 40,
    "draws": 4,
    "internal_noise": {"programming": 0.05, "read": 0.05},
}


class Heard:
    """Stands where Redis would, and tells a listener of every change."""

    def __init__(self) -> None:
        self.on_publish: Any = lambda: None

    def publish(self, _job_id: str, _sequence: int = 0) -> None:
        self.on_publish()


@pytest.fixture
def context(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerContext]:
    monkeypatch.setattr(job_module, "SAVE_EVERY_S", 0.0)
    store = Store.of(settings)
    upgrade(store)
    simulators = Simulators(data_path=settings.data_path)
    yield WorkerContext(settings, store, Heard(), simulators, owner="me", clock=time.time)  # type: ignore[arg-type]
    store.close()


def asked(context: WorkerContext, **change: Any) -> str:
    request = DynamicsRequest.model_validate({**FIELDS, **change})
    with context.store.write() as session:
        return dynamics.create(session, request, dynamics.answer_key(request, {}))


def get(context: WorkerContext, dynamics_id: str) -> Dynamics:
    with context.store.read() as session:
        return DYNAMICS.get(session, dynamics_id)


def listen(context: WorkerContext, on_publish: Any) -> None:
    context.queue.on_publish = on_publish  # type: ignore[attr-defined]


def parts(one: Dynamics) -> list[str]:
    return [
        f"{network.network} {part}"
        for network in one.networks
        for part in ("trajectories", "distances")
        if getattr(network.layers[0], part) is not None
    ]


EVERY_PART = [f"{network} {part}" for network in NETWORKS for part in ("trajectories", "distances")]


def test_parts_come_one_after_another(context: WorkerContext) -> None:
    dynamics_id = asked(context)
    seen: list[Dynamics] = []
    listen(context, lambda: seen.append(get(context, dynamics_id)))
    DYNAMICS_WORK.perform(context, dynamics_id)
    done = get(context, dynamics_id)
    assert (done.state, done.progress, done.error) == ("done", 1.0, None) and done.finished_at
    assert parts(done) == EVERY_PART and [network.notes for network in done.networks] == [[], []]
    counts = [len(parts(one)) for one in seen]
    assert set(counts) == {0, 1, 2, 3, 4} and counts == sorted(counts)
    progress = [one.progress for one in seen]
    assert progress == sorted(progress)
    within = [one.progress for one in seen if len(parts(one)) == 1]
    assert len(set(within)) > 2, "told within a part, too"
    assert [one.sequence for one in seen] == sorted(one.sequence for one in seen)


def test_a_cancel_within_a_part_is_noticed_and_keeps_what_is_there(context: WorkerContext) -> None:
    dynamics_id, chips = asked(context, draws=200), []

    def cancel() -> None:
        now = get(context, dynamics_id)
        if parts(now) == EVERY_PART[:1]:
            chips.append(now.progress)
        if len(chips) == 3:
            listen(context, lambda: None)
            with context.store.write() as session:
                DYNAMICS.cancel(session, dynamics_id)

    listen(context, cancel)
    began = time.monotonic()
    DYNAMICS_WORK.perform(context, dynamics_id)
    assert time.monotonic() - began < 20
    stopped = get(context, dynamics_id)
    assert (stopped.state, parts(stopped)) == ("cancelled", EVERY_PART[:1])
    assert 0.25 < stopped.progress < 0.3, "it was stopped near the beginning of 200 chips"


@pytest.mark.parametrize("part", PARTS)
def test_every_part_gives_signs_of_life(part: Part, context: WorkerContext) -> None:
    """Each time, so that a cancel in the middle is noticed."""
    dynamics_id, heard = asked(context, parts=[part], networks=NETWORKS[:1], extended_steps=30), []
    listen(context, lambda: heard.append(get(context, dynamics_id).progress))
    DYNAMICS_WORK.perform(context, dynamics_id)
    assert get(context, dynamics_id).networks[0].notes == []
    least = {"trajectories": 3, "distances": 3 * 4, "spectrum": 40, "gradients": 3, "basins": 2 * 6 * 30}[part]
    assert len(heard) > least and heard == sorted(heard)


def test_what_was_cancelled_is_gone_on_with(context: WorkerContext, monkeypatch: pytest.MonkeyPatch) -> None:
    undisturbed, stopped = asked(context), asked(context)
    DYNAMICS_WORK.perform(context, undisturbed)

    def cancel() -> None:
        if len(parts(get(context, stopped))) == 2:
            listen(context, lambda: None)
            with context.store.write() as session:
                DYNAMICS.cancel(session, stopped)

    listen(context, cancel)
    DYNAMICS_WORK.perform(context, stopped)
    assert parts(get(context, stopped)) == EVERY_PART[:2]
    with context.store.write() as session:
        assert DYNAMICS.retry(session, stopped) == [(stopped,)]
    again: list[str] = []
    whole = answer.with_part
    monkeypatch.setattr(answer, "with_part", lambda one, part, subject: again.append(part) or whole(one, part, subject))
    DYNAMICS_WORK.perform(context, stopped)
    assert again == ["trajectories", "distances"], "only what was not there"
    assert get(context, stopped).state == "done"
    assert get(context, stopped).networks == get(context, undisturbed).networks


class Killed(BaseException):
    """kill -9."""


def test_another_process_goes_on_with_the_same_bits(context: WorkerContext) -> None:
    undisturbed, killed = asked(context), asked(context)

    def die() -> None:
        now = get(context, killed)
        if len(parts(now)) == 1 and now.progress > 0.3:
            raise Killed

    listen(context, die)
    with pytest.raises(Killed):
        DYNAMICS_WORK.perform(context, killed)
    before = get(context, killed)
    assert before.state == "running"
    listen(context, lambda: None)
    with context.store.write() as session:
        assert jobs.free_lost(session, DynamicsRow, now=time.time(), dead_owners=["me"]) == ([(killed,)], [])
    progress: list[float] = []
    listen(context, lambda: progress.append(get(context, killed).progress))
    DYNAMICS_WORK.perform(context, killed)
    assert progress == sorted(progress) and progress[0] >= before.progress
    DYNAMICS_WORK.perform(context, undisturbed)
    assert get(context, killed).networks == get(context, undisturbed).networks


def test_parts_of_another_engine_are_not_gone_on_with(context: WorkerContext) -> None:
    dynamics_id = asked(context)
    with context.store.write() as session:
        row = session.get_one(DynamicsRow, dynamics_id)
        row.engine_version, row.parts_done, row.progress = "older", 3, 0.75
    DYNAMICS_WORK.perform(context, dynamics_id)
    done = get(context, dynamics_id)
    assert parts(done) == EVERY_PART and done.engine_version != "older"


@pytest.mark.parametrize("error", [NotAnswered("its layers are two"), ChipFailure("rnn", 3, "the outputs overflow")])
def test_what_a_network_cannot_be_asked_is_a_note(
    error: Exception, context: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_subject: Subject) -> Any:
        raise error

    monkeypatch.setattr(answer, "ANSWERS", {**answer.ANSWERS, "trajectories": refuse})
    dynamics_id = asked(context)
    DYNAMICS_WORK.perform(context, dynamics_id)
    done = get(context, dynamics_id)
    assert (done.state, parts(done)) == ("done", [part for part in EVERY_PART if part.endswith("distances")])
    assert [network.notes for network in done.networks] == [[f"trajectories: {error}"]] * 2


def test_numbers_beyond_all_bounds_are_a_note(context: WorkerContext, monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(subject: Subject) -> Any:
        found = dict(whole(subject))
        found[0].causes[0].measured.mean[0] = float("inf")
        return found

    whole = answer.ANSWERS["distances"]
    monkeypatch.setattr(answer, "ANSWERS", {**answer.ANSWERS, "distances": overflow})
    dynamics_id = asked(context, networks=NETWORKS[:1])
    DYNAMICS_WORK.perform(context, dynamics_id)
    done = get(context, dynamics_id)
    assert done.networks[0].notes == ["distances: its numbers grow beyond what can be computed with"]
    assert parts(done) == EVERY_PART[:1]


def test_a_failure_has_its_reason(context: WorkerContext) -> None:
    dynamics_id = asked(context, networks=["digits/nobody"])
    DYNAMICS_WORK.perform(context, dynamics_id)
    failed = get(context, dynamics_id)
    assert failed.state == "failed" and "digits/nobody" in (failed.error or "")


def test_a_message_that_comes_twice_is_answered_once(context: WorkerContext) -> None:
    dynamics_id = asked(context, networks=NETWORKS[:1])
    DYNAMICS_WORK.perform(context, dynamics_id)
    first = get(context, dynamics_id)
    DYNAMICS_WORK.perform(context, dynamics_id)
    assert get(context, dynamics_id) == first
