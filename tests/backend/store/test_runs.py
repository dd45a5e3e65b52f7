"""The life of a run in the store: claims, leases, cancel, retry, and what a crash leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from backend.jobs import RUNS
from backend.schemas.energy import EnergyEstimate
from backend.schemas.run import Annotation
from backend.schemas.spec import Spec
from backend.store import jobs, leases, points, runs
from backend.store.migrate import is_current, upgrade
from backend.store.rows import DrawsRow, PointRow, RunRow
from backend.store.session import Store

SPEC = Spec.model_validate({"networks": ["digits/a", "digits/b"], "sweep": {"x": {"values": [0, 0.1]}}})
WEIGHTS = {"digits/a": "aa", "digits/b": "bb"}
IMAGES = {"digits/a": 500, "digits/b": 500}
SUMMARY: dict[str, Any] = {
    "accuracy": 0.9,
    "ci_low": 0.89,
    "ci_high": 0.91,
    "std_draws": 0.01,
    "p10": 0.88,
    "p90": 0.92,
    "draws": 5,
    "images": 500,
    "complete": True,
}


def new_run(store: Store, spec: Spec = SPEC) -> str:
    with store.write() as session:
        return runs.create(session, spec=spec, weights=WEIGHTS, points=runs.plan(spec, weights=WEIGHTS, images=IMAGES))


def claim(store: Store, run_id: str, position: int, *, owner: str = "one", now: float = 100.0) -> points.LeasedPoint | None:
    with store.write() as session:
        return points.claim(session, run_id=run_id, position=position, owner=owner, now=now, lease_s=10)


def save(
    store: Store, leased: points.LeasedPoint, then: str = "done", *, now: float = 101.0, summary: dict[str, Any] = SUMMARY
) -> bool:
    with store.write() as session:
        return points.save(session, leased, summary=summary, draws_expected=5, now=now, lease_s=10, then=then)


def finish(store: Store, run_id: str, positions: range = range(4)) -> None:
    for position in positions:
        leased = claim(store, run_id, position)
        assert leased and save(store, leased)


def test_migrations_are_complete_and_repeatable(store: Store) -> None:
    upgrade(store)
    assert is_current(store)


def test_the_models_and_the_migrations_agree(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from backend.store.rows import Base

    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_run_goes_from_queued_to_done(store: Store) -> None:
    run_id = new_run(store)
    with store.read() as session:
        assert runs.get(session, run_id).state == "queued"
    finish(store, run_id, range(1))
    with store.read() as session:
        under_way = runs.get(session, run_id)
    assert (under_way.state, under_way.progress, under_way.draws_done) == ("running", 0.25, 5)
    assert under_way.eta_s is not None and under_way.eta_s >= 0
    finish(store, run_id, range(1, 4))
    with store.read() as session:
        done = runs.get(session, run_id)
    assert (done.state, done.progress, done.eta_s) == ("done", 1.0, None)
    assert [(point.network, point.x) for point in done.points] == [
        ("digits/a", 0),
        ("digits/b", 0),
        ("digits/a", 0.1),
        ("digits/b", 0.1),
    ]
    assert done.finished_at is not None and done.finished_at.endswith("+00:00")


def test_only_one_worker_holds_a_point(store: Store) -> None:
    run_id = new_run(store)
    assert claim(store, run_id, 0, owner="one")
    assert claim(store, run_id, 0, owner="two", now=105) is None


def test_an_expired_lease_can_be_taken_and_the_first_holder_is_told(store: Store) -> None:
    run_id = new_run(store)
    first = claim(store, run_id, 0, owner="one")
    second = claim(store, run_id, 0, owner="two", now=111)
    assert first and second
    assert not save(store, first, now=112)
    assert save(store, second, now=112)


def test_a_point_with_wires_is_held_longer(store: Store) -> None:
    """Its chips take seconds to program, in which the worker gives no sign."""
    run_id = new_run(store, Spec.model_validate({**SPEC.model_dump(), "crossbar": {"wire_resistance_ohm": 1.0}}))
    leased = claim(store, run_id, 0, now=100)
    assert leased and claim(store, run_id, 0, owner="two", now=150) is None
    assert save(store, leased, "running", now=170)
    assert claim(store, run_id, 0, owner="two", now=240) is None
    assert claim(store, run_id, 0, owner="two", now=260)


def test_a_dead_workers_point_is_released_at_once(store: Store) -> None:
    run_id = new_run(store)
    claim(store, run_id, 0, owner="dead")
    claim(store, run_id, 1, owner="alive")
    with store.read() as session:
        assert sorted(leases.owners(session, PointRow)) == ["alive", "dead"]
    with store.write() as session:
        assert jobs.free_lost(session, PointRow, now=101, dead_owners=["dead"]) == ([(run_id, 0)], [])
    assert claim(store, run_id, 0, owner="two", now=102)


def test_a_point_that_kills_every_worker_is_given_up(store: Store) -> None:
    run_id = new_run(store)
    for attempt in range(leases.MAX_ATTEMPTS):
        assert claim(store, run_id, 0, now=100 + 20 * attempt)
    assert claim(store, run_id, 0, now=1000) is None
    finish(store, run_id, range(1, 4))
    with store.read() as session:
        run = runs.get(session, run_id)
    assert run.state == "partial"
    assert run.error and "the worker died" in run.error


def test_progress_resets_the_count_of_attempts(store: Store) -> None:
    run_id = new_run(store)
    for attempt in range(3 * leases.MAX_ATTEMPTS):
        leased = claim(store, run_id, 0, now=100 + 20 * attempt)
        assert leased and save(store, leased, "waiting", now=101 + 20 * attempt)


def test_all_points_failed_is_a_failed_run_and_retry_starts_it_again(store: Store) -> None:
    run_id = new_run(store)
    for position in range(4):
        leased = claim(store, run_id, position)
        assert leased
        with store.write() as session:
            points.fail(session, leased, reason="no such thing", now=101)
    with store.read() as session:
        assert (runs.get(session, run_id).state, runs.get(session, run_id).error) == ("failed", "no such thing")
    with store.write() as session:
        assert RUNS.retry(session, run_id) == [(run_id, position) for position in range(4)]
    finish(store, run_id)
    with store.read() as session:
        assert (runs.get(session, run_id).state, runs.get(session, run_id).error) == ("done", None)


def test_cancel_stops_the_worker_and_keeps_its_points(store: Store) -> None:
    run_id = new_run(store)
    finish(store, run_id, range(1))
    leased = claim(store, run_id, 1)
    assert leased
    with store.write() as session:
        RUNS.cancel(session, run_id)
    assert not save(store, leased, "running")
    assert claim(store, run_id, 2) is None
    with store.read() as session:
        run = runs.get(session, run_id)
    assert run.state == "cancelled" and len(run.points) == 2
    with store.write() as session, pytest.raises(jobs.JobStateError, match="is cancelled already"):
        RUNS.cancel(session, run_id)
    with store.write() as session:
        assert RUNS.retry(session, run_id) == [(run_id, position) for position in (1, 2, 3)]


def test_a_finished_run_cannot_be_retried(store: Store) -> None:
    run_id = new_run(store)
    finish(store, run_id)
    with store.write() as session, pytest.raises(jobs.JobStateError, match="only a cancelled"):
        RUNS.retry(session, run_id)


def test_a_known_answer_is_found_unless_it_was_cancelled(store: Store) -> None:
    key = runs.answer_key(SPEC, WEIGHTS)
    with store.read() as session:
        assert runs.find_answer(session, key) is None
    run_id = new_run(store)
    with store.read() as session:
        assert runs.find_answer(session, key) == run_id
        assert runs.find_answer(session, runs.answer_key(SPEC, {**WEIGHTS, "digits/a": "retrained"})) is None
    with store.write() as session:
        RUNS.cancel(session, run_id)
    with store.read() as session:
        assert runs.find_answer(session, key) is None


def test_draws_are_shared_between_runs_and_never_get_fewer(store: Store) -> None:
    first = claim(store, new_run(store), 0)
    assert first and first.correct == []
    with store.write() as session:
        points.save_draws(session, key=first.draws_key, images=500, correct=[450, 451, 452])
    with store.write() as session:
        points.save_draws(session, key=first.draws_key, images=500, correct=[450])
    tighter = Spec.model_validate({**SPEC.model_dump(), "sampling": {"half_width": 0.001}})
    second = claim(store, new_run(store, tighter), 0)
    assert second and second.correct == [450, 451, 452]


def test_how_draws_are_shown_images_is_known_to_whoever_goes_on(store: Store) -> None:
    run_id = new_run(store)
    first = claim(store, run_id, 0)
    assert first and first.subset is None
    found = {"images": 100, "of": 500, "within": 0.1 + 0.2}
    with store.write() as session:
        points.save_draws(session, key=first.draws_key, images=500, correct=[450], subset=found)
    second = claim(store, new_run(store), 0)
    assert second and second.subset == found, "to the last digit"


def test_updates_since_hold_only_what_changed(store: Store) -> None:
    run_id = new_run(store)
    finish(store, run_id, range(1))
    with store.read() as session:
        first = runs.update_since(session, run_id, 0)
    assert [point.x for point in first.points] == [0]
    with store.read() as session:
        assert runs.update_since(session, run_id, first.sequence).points == []
    finish(store, run_id, range(3, 4))
    with store.read() as session:
        second = runs.update_since(session, run_id, first.sequence)
    assert [(point.network, point.x) for point in second.points] == [("digits/b", 0.1)]
    assert second.sequence > first.sequence


def test_clean_accuracy_and_energy_are_kept_per_network(store: Store) -> None:
    run_id = new_run(store)
    energy = EnergyEstimate(
        network="digits/a", technology="t", mode="inference", total_pj=1, pj_per_mac=1, macs=1, components={"ADC": 1}, source="s"
    )
    with store.write() as session:
        points.save_clean(session, run_id=run_id, network="digits/a", accuracy=0.97, energy=energy)
    leased = claim(store, run_id, 0)
    other = claim(store, run_id, 1)
    assert leased and leased.clean_known and other and not other.clean_known
    with store.read() as session:
        assert runs.get(session, run_id).energy["digits/a"] == energy


def test_forgotten_points_are_found_until_touched(store: Store) -> None:
    run_id = new_run(store)
    with store.read() as session:
        assert leases.forgotten(session, PointRow, untouched_since=0) == []
        keys = leases.forgotten(session, PointRow, untouched_since=1e12)
    assert keys == [(run_id, position) for position in range(4)]
    with store.write() as session:
        leases.touch(session, PointRow, keys, now=1e12)
    with store.read() as session:
        assert leases.forgotten(session, PointRow, untouched_since=1e12) == []


def test_nobody_is_woken_for_points_of_a_run_that_does_not_go_on(store: Store) -> None:
    cancelled, older, newer = new_run(store), new_run(store), new_run(store)
    assert claim(store, cancelled, 0, owner="dead") and claim(store, newer, 3, owner="dead")
    with store.write() as session:
        RUNS.cancel(session, cancelled)
        assert jobs.free_lost(session, PointRow, now=101, dead_owners=["dead"]) == ([(newer, 3)], [])
        assert leases.owners(session, PointRow) == []
        waiting = leases.forgotten(session, PointRow, untouched_since=1e12)
    assert waiting == [(run_id, position) for run_id in (older, newer) for position in range(4)], "who waited longest first"


def test_delete_forgets_the_run(store: Store) -> None:
    run_id = new_run(store)
    leased = claim(store, run_id, 0)
    with store.write() as session:
        RUNS.delete(session, run_id)
    with store.read() as session, pytest.raises(jobs.JobNotFound):
        runs.get(session, run_id)
    assert leased and not save(store, leased)
    with store.write() as session, pytest.raises(jobs.JobNotFound):
        RUNS.delete(session, run_id)


def test_runs_are_counted(store: Store) -> None:
    finish(store, new_run(store))
    new_run(store, Spec.model_validate({**SPEC.model_dump(), "seed": 7}))
    with store.read() as session:
        assert jobs.unfinished_count(session, RunRow) == 1
        assert runs.counts_by_state(session) == {"done": 1, "queued": 1}


def test_notes_and_annotations_are_kept_apart(store: Store) -> None:
    run_id = new_run(store)
    line = Annotation(axis="y", value=0.95, text="enough")
    with store.write() as session:
        runs.annotate(session, run_id, note="Look here.", annotations=None)
        runs.annotate(session, run_id, note=None, annotations=[line])
    with store.read() as session:
        run = runs.get(session, run_id)
    assert (run.note, run.annotations) == ("Look here.", [line])
    with store.write() as session, pytest.raises(jobs.JobNotFound):
        runs.annotate(session, "nothing", note="x", annotations=None)


def test_draws_are_those_the_points_rest_on(store: Store) -> None:
    run_id = new_run(store)
    leased = claim(store, run_id, 0)
    assert leased and save(store, leased)
    with store.write() as session:
        key = session.get_one(PointRow, (run_id, 0)).draws_key
        session.add(DrawsRow(key=key, images=500, correct=[450, 451, 449, 450, 452, 400], count=6))
    with store.read() as session:
        [point] = runs.draws(session, run_id).items
    assert (point.network, point.x, point.images, point.correct) == ("digits/a", 0, 500, [450, 451, 449, 450, 452])
