"""A design as a job on a real store: answered once, kept, cancelled, gone on with."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from backend.schemas.design import Design, DesignRequest, Threshold
from backend.settings import Settings
from backend.store import designs, jobs
from backend.store.migrate import upgrade
from backend.store.rows import DesignRow, DrawsRow
from backend.store.session import Store
from worker.design.job import work_on
from worker.runs.advance import Workplace
from worker.runs.simulators import Laboratory

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
def place(settings: Settings) -> Iterator[Workplace]:
    store = Store.of(settings)
    upgrade(store)
    laboratory = Laboratory(data_path=settings.data_path)
    yield Workplace(settings, store, Heard(), laboratory, owner="me", clock=time.time)  # type: ignore[arg-type]
    store.close()


def asked(place: Workplace, **change: Any) -> str:
    request = DesignRequest.model_validate({**FIELDS, **change})
    with place.store.write() as session:
        return designs.create(session, request, designs.answer_key(request, {}))


def get(place: Workplace, design_id: str) -> Design:
    with place.store.read() as session:
        return designs.get(session, design_id)


def draws(place: Workplace) -> int:
    with place.store.read() as session:
        return sum(session.scalars(select(DrawsRow.count)))


def test_a_design_is_answered_network_by_network(place: Workplace) -> None:
    design_id = asked(place)
    seen: list[int] = []
    place.queue.on_publish = lambda: seen.append(len(get(place, design_id).answers))  # type: ignore[attr-defined]
    work_on(place, design_id)
    done = get(place, design_id)
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


@pytest.mark.parametrize("question", ["cheapest_network", "noise_budget", "layer_sensitivity", "fewest_bits"])
def test_every_question_has_answers(place: Workplace, question: str) -> None:
    design_id = asked(place, question=question, parameter="converters.weight_bits", test_noise={"kind": "gaussian", "level": 0.1})
    work_on(place, design_id)
    assert (get(place, design_id).state, len(get(place, design_id).answers)) == ("done", 2)


def test_what_was_measured_is_never_measured_again(place: Workplace) -> None:
    first, second = asked(place), asked(place)
    work_on(place, first)
    made = draws(place)
    work_on(place, second)
    assert draws(place) == made
    assert get(place, second).answers == get(place, first).answers


def test_a_killed_design_is_gone_on_with_and_has_the_same_answers(place: Workplace) -> None:
    """The process dies after the first answer; the next one has its draws."""
    undisturbed, killed = asked(place), asked(place, networks=list(reversed(FIELDS["networks"])))

    class Killed(BaseException):
        pass

    def die() -> None:
        if get(place, killed).answers:
            raise Killed

    place.queue.on_publish = die  # type: ignore[attr-defined]
    with pytest.raises(Killed):
        work_on(place, killed)
    assert get(place, killed).state == "running"
    place.queue.on_publish = lambda: None  # type: ignore[attr-defined]
    with place.store.write() as session:
        assert designs.free_lost(session, now=time.time(), dead_owners=["me"]) == [killed]
    work_on(place, killed)
    work_on(place, undisturbed)
    assert get(place, killed).answers == list(reversed(get(place, undisturbed).answers))


def test_a_cancelled_design_stops_and_keeps_its_answers(place: Workplace) -> None:
    design_id = asked(place)

    def cancel() -> None:
        if len(get(place, design_id).answers) == 1:
            place.queue.on_publish = lambda: None  # type: ignore[attr-defined]
            with place.store.write() as session:
                jobs.request_cancel(session, DesignRow, design_id)

    place.queue.on_publish = cancel  # type: ignore[attr-defined]
    work_on(place, design_id)
    assert (get(place, design_id).state, len(get(place, design_id).answers)) == ("cancelled", 1)
    with place.store.write() as session:
        designs.retry(session, design_id)
    work_on(place, design_id)
    assert (get(place, design_id).state, len(get(place, design_id).answers)) == ("done", 2)


def test_a_failure_has_its_reason(place: Workplace) -> None:
    design_id = asked(place, networks=["digits/nobody"])
    work_on(place, design_id)
    assert get(place, design_id).state == "failed"
    assert "digits/nobody" in (get(place, design_id).error or "")


def test_a_message_that_comes_twice_is_answered_once(place: Workplace) -> None:
    design_id = asked(place)
    work_on(place, design_id)
    first = get(place, design_id)
    work_on(place, design_id)
    assert get(place, design_id) == first
