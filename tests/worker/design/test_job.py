"""A design as a job on a real store: answered once, kept, cancelled, gone on with."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from backend.jobs import DESIGNS, designs
from backend.schemas.design import Design, DesignRequest, Threshold
from backend.settings import Settings
from backend.store import jobs
from backend.store.migrate import upgrade
from backend.store.rows import DesignRow, DrawsRow
from backend.store.session import Store
from worker.design.job import DESIGN_WORK
from worker.process.context import WorkerContext
from worker.simulators import Simulators

FIELDS: dict[str, Any] = {
    "question": "largest_noise",
    "networks": ["digits/mlp-noise0", "digits/rnn-t4-noise0"],
    "images": 100,
    "sampling": {"half_width": 0.05, "max_draws": 10},
}


class Heard:
    """Stands where Redis would, and tells a listener of every change."""

    def __init__(self) -> None:
        self.on_publish: Any = lambda: None

    def publish(self, _design_id: str, _sequence: int = 0) -> None:
        self.on_publish()


@pytest.fixture
def context(settings: Settings) -> Iterator[WorkerContext]:
    store = Store.of(settings)
    upgrade(store)
    simulators = Simulators(data_path=settings.data_path)
    yield WorkerContext(settings, store, Heard(), simulators, owner="me", clock=time.time)  # type: ignore[arg-type]
    store.close()


def asked(context: WorkerContext, **change: Any) -> str:
    request = DesignRequest.model_validate({**FIELDS, **change})
    with context.store.write() as session:
        return designs.create(session, request, designs.answer_key(request, {}))


def get(context: WorkerContext, design_id: str) -> Design:
    with context.store.read() as session:
        return DESIGNS.get(session, design_id)


def draws(context: WorkerContext) -> int:
    with context.store.read() as session:
        return sum(session.scalars(select(DrawsRow.count)))


def test_a_design_is_answered_network_by_network(context: WorkerContext) -> None:
    design_id = asked(context)
    seen: list[int] = []
    context.queue.on_publish = lambda: seen.append(len(get(context, design_id).answers))  # type: ignore[attr-defined]
    DESIGN_WORK.perform(context, design_id)
    done = get(context, design_id)
    assert done.state == "done" and done.finished_at
    assert [answer.network for answer in done.answers] == FIELDS["networks"]  # type: ignore[union-attr]
    assert 1 in seen and seen == sorted(seen)
    assert done.settings_measured >= 14
    for answer in done.answers:
        assert isinstance(answer, Threshold)
        assert answer.outcome == "found" and answer.value
        assert answer.ci_low <= answer.value <= answer.ci_high
        assert answer.target == pytest.approx(0.95 * answer.clean)
        kept = next(one for one in answer.measured if one.value == answer.value)
        assert kept.accuracy >= answer.target
        beyond = min(one.value for one in answer.measured if one.value > answer.value)
        assert beyond - answer.value <= 0.3 / 100 + 1e-12


@pytest.mark.parametrize(
    "question", ["cheapest_network", "noise_budget", "layer_sensitivity", "digital_layers", "fewest_bits", "attribution"]
)
def test_every_question_has_answers(context: WorkerContext, question: str) -> None:
    design_id = asked(
        context, question=question, parameter="converters.weight_bits", test_noise={"kind": "gaussian", "level": 0.1}
    )
    DESIGN_WORK.perform(context, design_id)
    assert (get(context, design_id).state, len(get(context, design_id).answers)) == ("done", 2)


def test_what_was_measured_is_never_measured_again(context: WorkerContext) -> None:
    first, second = asked(context), asked(context)
    DESIGN_WORK.perform(context, first)
    made = draws(context)
    DESIGN_WORK.perform(context, second)
    assert draws(context) == made
    assert get(context, second).answers == get(context, first).answers


def test_a_killed_design_is_gone_on_with_and_has_the_same_answers(context: WorkerContext) -> None:
    """The process dies after the first answer; the next one has its draws."""
    undisturbed, killed = asked(context), asked(context, networks=list(reversed(FIELDS["networks"])))

    class Killed(BaseException):
        pass

    def die() -> None:
        if get(context, killed).answers:
            raise Killed

    context.queue.on_publish = die  # type: ignore[attr-defined]
    with pytest.raises(Killed):
        DESIGN_WORK.perform(context, killed)
    assert get(context, killed).state == "running"
    context.queue.on_publish = lambda: None  # type: ignore[attr-defined]
    with context.store.write() as session:
        assert jobs.free_lost(session, DesignRow, now=time.time(), dead_owners=["me"]) == ([(killed,)], [])
    DESIGN_WORK.perform(context, killed)
    DESIGN_WORK.perform(context, undisturbed)
    assert get(context, killed).answers == list(reversed(get(context, undisturbed).answers))


def test_a_cancelled_design_stops_and_keeps_its_answers(context: WorkerContext) -> None:
    design_id = asked(context)

    def cancel() -> None:
        if len(get(context, design_id).answers) == 1:
            context.queue.on_publish = lambda: None  # type: ignore[attr-defined]
            with context.store.write() as session:
                DESIGNS.cancel(session, design_id)

    context.queue.on_publish = cancel  # type: ignore[attr-defined]
    DESIGN_WORK.perform(context, design_id)
    assert (get(context, design_id).state, len(get(context, design_id).answers)) == ("cancelled", 1)
    with context.store.write() as session:
        DESIGNS.retry(session, design_id)
    DESIGN_WORK.perform(context, design_id)
    assert (get(context, design_id).state, len(get(context, design_id).answers)) == ("done", 2)


def test_an_attribution_counts_on_and_stops_within_a_draw(context: WorkerContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.design.job.SAVE_EVERY_S", 0.0)
    design_id = asked(context, question="attribution", test_noise={"kind": "gaussian", "level": 0.1})
    counted: list[int] = []

    def cancel() -> None:
        counted.append(get(context, design_id).settings_measured)
        if counted[-1] == 2 and counted.count(2) == 1:
            with context.store.write() as session:
                DESIGNS.cancel(session, design_id)

    context.queue.on_publish = cancel  # type: ignore[attr-defined]
    DESIGN_WORK.perform(context, design_id)
    assert get(context, design_id).state == "cancelled" and max(counted) == 2
    context.queue.on_publish = lambda: None  # type: ignore[attr-defined]
    with context.store.write() as session:
        DESIGNS.retry(session, design_id)
    DESIGN_WORK.perform(context, design_id)
    assert (get(context, design_id).state, len(get(context, design_id).answers)) == ("done", 2)


def test_a_failure_has_its_reason(context: WorkerContext) -> None:
    design_id = asked(context, networks=["digits/nobody"])
    DESIGN_WORK.perform(context, design_id)
    assert get(context, design_id).state == "failed"
    assert "digits/nobody" in (get(context, design_id).error or "")


def test_a_message_that_comes_twice_is_answered_once(context: WorkerContext) -> None:
    design_id = asked(context)
    DESIGN_WORK.perform(context, design_id)
    first = get(context, design_id)
    DESIGN_WORK.perform(context, design_id)
    assert get(context, design_id) == first
