"""A training as a job: what ends up in the store, however it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.networks import load_arrays
from backend.networks.recipe import Recipe
from backend.settings import Settings
from backend.store import jobs, trainings
from backend.store.migrate import upgrade
from backend.store.networks import all_cards, find_network
from backend.store.rows import TrainingRow
from backend.store.session import Store
from worker.runs.advance import Workplace
from worker.runs.simulators import Laboratory
from worker.training.errors import TrainingDiverged
from worker.training.job import train


class Heard:
    """Stands where Redis would, and tells a listener of every change."""

    def __init__(self) -> None:
        self.published = 0
        self.on_publish: Any = lambda: None

    def publish(self, _training_id: str, _sequence: int = 0) -> None:
        self.published += 1
        self.on_publish()


@pytest.fixture
def place(settings: Settings) -> Iterator[Workplace]:
    store = Store.of(settings)
    upgrade(store)
    laboratory = Laboratory(data_path=settings.data_path)
    yield Workplace(settings, store, Heard(), laboratory, owner="me", clock=time.time)  # type: ignore[arg-type]
    store.close()


def queued(place: Workplace, **fields: Any) -> str:
    with place.store.write() as session:
        return trainings.create(session, Recipe(**{"epochs": 2, "batch_size": 64, **fields}))


def course(place: Workplace, training_id: str) -> trainings.Training:
    with place.store.read() as session:
        return trainings.get(session, training_id)


def test_a_finished_training_is_a_network_of_the_store(place: Workplace) -> None:
    training_id = queued(place, family="gru", time_steps=4, noise=0.2, learning_rate=0.01)
    train(place, training_id)
    done = course(place, training_id)
    assert (done.state, done.epoch, done.error) == ("done", 2, None)
    assert set(done.history) == {"loss", "accuracy", "clean_accuracy"}
    with place.store.read() as session:
        found = find_network(session, done.network)
    assert found is not None
    card, weights = found
    load_arrays(card, weights)
    assert (card.origin, card.family, card.clean_accuracy) == ("trained", "gru", done.clean_accuracy)
    assert card.class_accuracy and len(card.class_accuracy) == 10
    assert place.queue.published == 4  # type: ignore[attr-defined] # begun, two epochs, ended


def test_without_tensorflow_it_fails_with_what_to_do(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    training_id = queued(place)
    train(place, training_id)
    failed = course(place, training_id)
    assert failed.state == "failed" and failed.error
    assert failed.error.startswith("training needs TensorFlow and Keras, which are not installed")


def test_a_training_that_diverges_fails_with_the_reason_and_leaves_no_network(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverge(*_: Any, **__: Any) -> None:
        raise TrainingDiverged("the loss is no longer a number; try a smaller learning rate")

    monkeypatch.setattr("worker.training.fitting.fit", diverge)
    training_id = queued(place)
    before = networks(place)
    train(place, training_id)
    assert course(place, training_id).state == "failed"
    assert "smaller learning rate" in (course(place, training_id).error or "")
    assert networks(place) == before


def test_a_cancelled_training_stops_and_leaves_no_network(place: Workplace) -> None:
    training_id = queued(place, epochs=1000)
    before = networks(place)

    def cancel() -> None:
        with place.store.write() as session:
            if course(place, training_id).epoch == 2:
                jobs.request_cancel(session, TrainingRow, training_id)
                place.queue.on_publish = lambda: None  # type: ignore[attr-defined]

    place.queue.on_publish = cancel  # type: ignore[attr-defined]
    train(place, training_id)
    stopped = course(place, training_id)
    assert stopped.state == "cancelled" and 2 <= stopped.epoch < 1000
    assert networks(place) == before


def test_a_data_set_that_is_gone_is_the_reason(place: Workplace) -> None:
    training_id = queued(place, dataset="mnist")
    train(place, training_id)
    assert course(place, training_id).state == "failed"
    assert "mhoscope data fetch mnist" in (course(place, training_id).error or "")


def test_a_message_that_comes_twice_trains_once(place: Workplace) -> None:
    training_id = queued(place)
    train(place, training_id)
    first = course(place, training_id)
    train(place, training_id)
    assert course(place, training_id) == first


def networks(place: Workplace) -> set[str]:
    with place.store.read() as session:
        return set(all_cards(session))
