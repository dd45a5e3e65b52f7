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

from backend.jobs import TRAININGS, trainings
from backend.networks import load_arrays
from backend.networks.recipe import Recipe
from backend.schemas.training import Training
from backend.settings import Settings
from backend.store.migrate import upgrade
from backend.store.networks import all_cards, find_network
from backend.store.session import Store
from worker.process.context import WorkerContext
from worker.simulators import Simulators
from worker.training.errors import TrainingDiverged
from worker.training.job import TRAINING_WORK


class Heard:
    """Stands where Redis would, and tells a listener of every change."""

    def __init__(self) -> None:
        self.published = 0
        self.on_publish: Any = lambda: None

    def publish(self, _training_id: str, _sequence: int = 0) -> None:
        self.published += 1
        self.on_publish()


@pytest.fixture
def context(settings: Settings) -> Iterator[WorkerContext]:
    store = Store.of(settings)
    upgrade(store)
    simulators = Simulators(data_path=settings.data_path)
    yield WorkerContext(settings, store, Heard(), simulators, owner="me", clock=time.time)  # type: ignore[arg-type]
    store.close()


def queued(context: WorkerContext, **fields: Any) -> str:
    with context.store.write() as session:
        return trainings.create(session, Recipe(**{"epochs": 2, "batch_size": 64, **fields}))


def course(context: WorkerContext, training_id: str) -> Training:
    with context.store.read() as session:
        return TRAININGS.get(session, training_id)


def test_a_finished_training_is_a_network_of_the_store(context: WorkerContext) -> None:
    training_id = queued(context, family="gru", time_steps=4, noise=0.2, learning_rate=0.01)
    TRAINING_WORK.perform(context, training_id)
    done = course(context, training_id)
    assert (done.state, done.epoch, done.error) == ("done", 2, None)
    assert set(done.history) == {"loss", "accuracy", "clean_accuracy"}
    with context.store.read() as session:
        found = find_network(session, done.network)
    assert found is not None
    card, weights = found
    load_arrays(card, weights)
    assert (card.origin, card.family, card.clean_accuracy) == ("trained", "gru", done.clean_accuracy)
    assert card.class_accuracy and len(card.class_accuracy) == 10
    assert context.queue.published == 4  # type: ignore[attr-defined] # begun, two epochs, ended


def test_without_tensorflow_it_fails_with_what_to_do(context: WorkerContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    training_id = queued(context)
    TRAINING_WORK.perform(context, training_id)
    failed = course(context, training_id)
    assert failed.state == "failed" and failed.error
    assert failed.error.startswith("training needs TensorFlow and Keras, which are not installed")


def test_a_training_that_diverges_fails_with_the_reason_and_leaves_no_network(
    context: WorkerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverge(*_: Any, **__: Any) -> None:
        raise TrainingDiverged("the loss is no longer a number; try a smaller learning rate")

    monkeypatch.setattr("worker.training.fitting.fit", diverge)
    training_id = queued(context)
    before = networks(context)
    TRAINING_WORK.perform(context, training_id)
    assert course(context, training_id).state == "failed"
    assert "smaller learning rate" in (course(context, training_id).error or "")
    assert networks(context) == before


def test_a_cancelled_training_stops_and_leaves_no_network(context: WorkerContext) -> None:
    training_id = queued(context, epochs=1000)
    before = networks(context)

    def cancel() -> None:
        with context.store.write() as session:
            if course(context, training_id).epoch == 2:
                TRAININGS.cancel(session, training_id)
                context.queue.on_publish = lambda: None  # type: ignore[attr-defined]

    context.queue.on_publish = cancel  # type: ignore[attr-defined]
    TRAINING_WORK.perform(context, training_id)
    stopped = course(context, training_id)
    assert stopped.state == "cancelled" and 2 <= stopped.epoch < 1000
    assert networks(context) == before


def test_a_data_set_that_is_gone_is_the_reason(context: WorkerContext) -> None:
    training_id = queued(context, dataset="mnist")
    TRAINING_WORK.perform(context, training_id)
    assert course(context, training_id).state == "failed"
    assert "mhoscope data fetch mnist" in (course(context, training_id).error or "")


def test_a_message_that_comes_twice_trains_once(context: WorkerContext) -> None:
    training_id = queued(context)
    TRAINING_WORK.perform(context, training_id)
    first = course(context, training_id)
    TRAINING_WORK.perform(context, training_id)
    assert course(context, training_id) == first


def networks(context: WorkerContext) -> set[str]:
    with context.store.read() as session:
        return set(all_cards(session))
