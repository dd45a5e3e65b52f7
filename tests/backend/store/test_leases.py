"""Leases, whatever is leased: one owner at a time, taken over or not, given up in the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from backend.jobs import DESIGNS, designs, trainings
from backend.networks.recipe import Recipe
from backend.schemas.design import DesignRequest
from backend.store import jobs, leases
from backend.store.rows import DesignRow, LeasedJobColumns, TrainingRow
from backend.store.session import Store


def a_design(store: Store) -> str:
    request = DesignRequest.model_validate({"question": "largest_noise", "networks": ["digits/a"]})
    with store.write() as session:
        return designs.create(session, request, "key")


def a_training(store: Store) -> str:
    with store.write() as session:
        return trainings.create(session, Recipe(epochs=1))


def claim(store: Store, kind: type[LeasedJobColumns], job_id: str, *, owner: str = "me", now: float = 100.0) -> bool:
    with store.write() as session:
        return jobs.claim(session, kind, job_id, owner=owner, now=now, lease_s=10) is not None


def test_of_many_that_come_at_once_one_gets_it(store: Store) -> None:
    job_id, start = a_design(store), Barrier(8)

    def try_it(number: int) -> bool:
        start.wait()
        return claim(store, DesignRow, job_id, owner=str(number))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(try_it, range(8))) == 1


def test_a_design_whose_lease_ran_out_is_taken_over_and_its_first_owner_is_told(store: Store) -> None:
    job_id = a_design(store)
    assert claim(store, DesignRow, job_id, owner="first")
    assert not claim(store, DesignRow, job_id, owner="second", now=109)
    assert claim(store, DesignRow, job_id, owner="second", now=111)
    with store.write() as session:
        assert not leases.renew(session, DesignRow, (job_id,), owner="first", now=112, lease_s=10)
        assert leases.renew(session, DesignRow, (job_id,), owner="second", now=112, lease_s=10)
    assert not claim(store, DesignRow, job_id, owner="third", now=121), "a sign of life makes the lease longer"


def test_a_training_is_never_taken_over(store: Store) -> None:
    """Half a training cannot be gone on with: it fails with the reason."""
    job_id = a_training(store)
    assert claim(store, TrainingRow, job_id)
    assert not claim(store, TrainingRow, job_id, owner="other", now=1000)


def test_what_kills_every_worker_is_given_up(store: Store) -> None:
    job_id = a_design(store)
    for attempt in range(leases.MAX_ATTEMPTS):
        assert claim(store, DesignRow, job_id, now=100 + 20 * attempt)
    assert not claim(store, DesignRow, job_id, now=1000)
    with store.read() as session:
        given_up = DESIGNS.get(session, job_id)
    assert given_up.state == "failed" and "the worker died 5 times" in (given_up.error or "")
    with store.write() as session:
        assert DESIGNS.retry(session, job_id) == [(job_id,)]
    assert claim(store, DesignRow, job_id, now=2000), "retrying begins to count anew"


def test_progress_resets_the_count_of_attempts(store: Store) -> None:
    job_id = a_design(store)
    for attempt in range(3 * leases.MAX_ATTEMPTS):
        assert claim(store, DesignRow, job_id, now=100 + 20 * attempt)
        with store.write() as session:
            designs.count_measured(session, job_id, owner="me")


def test_a_design_of_a_dead_process_waits_again(store: Store) -> None:
    job_id = a_design(store)
    claim(store, DesignRow, job_id, owner="dead")
    with store.read() as session:
        before = DESIGNS.get(session, job_id).sequence
    with store.write() as session:
        assert jobs.free_lost(session, DesignRow, now=101, dead_owners=["somebody else"]) == ([], [])
        assert jobs.free_lost(session, DesignRow, now=101, dead_owners=["dead"]) == ([(job_id,)], [])
    with store.read() as session:
        waiting = DESIGNS.get(session, job_id)
    assert waiting.state == "queued" and waiting.sequence > before
    assert claim(store, DesignRow, job_id, owner="next", now=102)


@pytest.mark.parametrize("kind", [DesignRow, TrainingRow])
def test_what_is_not_there_is_not_to_be_had(store: Store, kind: type[LeasedJobColumns]) -> None:
    assert not claim(store, kind, "nothing")
    with store.write() as session:
        assert leases.owned(session, kind, ("nothing",), owner="me") is None
        assert not leases.renew(session, kind, ("nothing",), owner="me", now=0, lease_s=1)
