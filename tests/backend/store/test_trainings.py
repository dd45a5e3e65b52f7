"""Trainings in the store: names, states, leases."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from backend.jobs import TRAININGS, trainings
from backend.jobs.trainings import NameTaken
from backend.networks import load_card
from backend.networks.recipe import Recipe
from backend.schemas.training import Training
from backend.store import jobs, leases
from backend.store.networks import save_network
from backend.store.rows import TrainingRow
from backend.store.session import Store

RECIPE = Recipe(family="rnn", time_steps=4, noise=0.3, epochs=4)


def created(store: Store, name: str | None = None) -> str:
    with store.write() as session:
        return trainings.create(session, RECIPE, name)


def claimed(store: Store, training_id: str, *, owner: str = "me", now: float = 0.0) -> Recipe | None:
    with store.write() as session:
        return trainings.claim(session, training_id, owner=owner, now=now, lease_s=10)


def get(store: Store, training_id: str) -> Training:
    with store.read() as session:
        return TRAININGS.get(session, training_id)


def test_a_training_goes_from_queued_to_done(store: Store) -> None:
    training_id = created(store)
    assert (get(store, training_id).state, get(store, training_id).network) == ("queued", "digits/rnn-t4-noise0.3")
    assert claimed(store, training_id) == RECIPE
    with store.write() as session:
        trainings.save_epoch(session, training_id, owner="me", values={"loss": 0.5, "clean_accuracy": 0.9})
        trainings.save_epoch(session, training_id, owner="me", values={"loss": 0.4, "clean_accuracy": 0.95})
    half = get(store, training_id)
    assert (half.epoch, half.progress, half.history["loss"]) == (2, 0.5, [0.5, 0.4])
    assert half.eta_s is not None
    with store.write() as session:
        assert trainings.complete(session, training_id, owner="me", clean_accuracy=0.97)
    done = get(store, training_id)
    assert (done.state, done.progress, done.clean_accuracy) == ("done", 1.0, 0.97)
    assert done.sequence > half.sequence and done.finished_at


def test_names_never_meet(store: Store) -> None:
    """With the zoo, with networks of this store, with trainings under way."""
    zoo = Recipe(family="mlp")
    with store.write() as session:
        assert get_network(session, zoo) == "digits/mlp-noise0-2"
        assert get_network(session, zoo) == "digits/mlp-noise0-3"
        card = load_card("digits/mlp-noise0").model_copy(update={"id": "digits/mine"})
        save_network(session, card, b"")
        for taken in ("mine", "mlp-noise0", "mlp-noise0-2"):
            with pytest.raises(NameTaken, match=f"digits/{taken} already; choose another"):
                trainings.create(session, zoo, taken)


def get_network(session: Session, recipe: Recipe) -> str:
    return TRAININGS.get(session, trainings.create(session, recipe)).network


def test_one_process_trains_and_others_change_nothing(store: Store) -> None:
    training_id = created(store)
    assert claimed(store, training_id) is not None
    assert claimed(store, training_id, owner="other") is None
    with store.write() as session:
        trainings.save_epoch(session, training_id, owner="other", values={"loss": 1.0})
        assert not leases.renew(session, TrainingRow, (training_id,), owner="other", now=1, lease_s=10)
        assert not trainings.complete(session, training_id, owner="other", clean_accuracy=1)
        jobs.fail(session, TrainingRow, training_id, owner="other", reason="no")
    after = get(store, training_id)
    assert (after.state, after.epoch) == ("running", 0)


def test_a_cancelled_training_is_told_to_stop_and_can_be_retried(store: Store) -> None:
    training_id = created(store)
    claimed(store, training_id)
    with store.write() as session:
        assert leases.renew(session, TrainingRow, (training_id,), owner="me", now=1, lease_s=10)
        TRAININGS.cancel(session, training_id)
        assert not leases.renew(session, TrainingRow, (training_id,), owner="me", now=2, lease_s=10)
        assert not trainings.complete(session, training_id, owner="me", clean_accuracy=1)
        with pytest.raises(jobs.JobStateError, match="cancelled already"):
            TRAININGS.cancel(session, training_id)
        TRAININGS.retry(session, training_id)
        with pytest.raises(jobs.JobStateError, match="only a cancelled or failed one"):
            TRAININGS.retry(session, training_id)
    assert get(store, training_id).state == "queued" and get(store, training_id).history == {}


@pytest.mark.parametrize(("now", "dead"), [(11.0, []), (1.0, ["me"])])
def test_a_training_whose_process_is_gone_fails_with_the_reason(store: Store, now: float, dead: list[str]) -> None:
    training_id = created(store)
    claimed(store, training_id)
    with store.write() as session:
        assert jobs.free_lost(session, TrainingRow, now=1.0, dead_owners=["somebody else"]) == ([], [])
        assert leases.owners(session, TrainingRow) == ["me"]
        assert jobs.free_lost(session, TrainingRow, now=now, dead_owners=dead) == ([], [(training_id,)])
    assert get(store, training_id).state == "failed"
    assert "was killed" in (get(store, training_id).error or "")


def test_what_waits_without_a_message_is_found_once(store: Store) -> None:
    training_id = created(store)
    with store.write() as session:
        assert leases.forgotten(session, TrainingRow, untouched_since=0) == []
        assert leases.forgotten(session, TrainingRow, untouched_since=4e9) == [(training_id,)]
    claimed(store, training_id)
    with store.write() as session:
        assert leases.forgotten(session, TrainingRow, untouched_since=4e9) == []


def test_what_is_not_there_is_said(store: Store) -> None:
    with store.write() as session, pytest.raises(jobs.JobNotFound, match="no training 'x'"):
        TRAININGS.delete(session, "x")


def test_the_list_is_newest_first_and_filtered(store: Store) -> None:
    first, second = created(store), created(store)
    claimed(store, first)
    with store.read() as session:
        assert [one.id for one in listed(session)] == [second, first]
        assert [one.id for one in listed(session, state="running")] == [first]
        assert jobs.unfinished_count(session, TrainingRow) == 2


def listed(session: Session, state: str | None = None) -> list[Training]:
    return TRAININGS.list_page(session, SimpleNamespace(state=state, limit=50, offset=0)).items
