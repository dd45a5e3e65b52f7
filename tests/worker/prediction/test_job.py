"""Predictions as a job on a real store: a curve for each network, begun anew after a cancel, with what is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from backend.jobs import PREDICTIONS, predictions
from backend.schemas.prediction import PredictedCurve, Prediction
from backend.schemas.spec import Spec
from backend.settings import Settings
from backend.store import kept
from backend.store.migrate import upgrade
from backend.store.session import Store
from worker.prediction import job as job_module
from worker.prediction.job import PREDICTION_WORK
from worker.process.context import WorkerContext
from worker.simulators import NetworkOnImages, Simulators

NETWORKS = ["digits/mlp-noise0", "digits/rnn-t2-noise0"]


class Heard:
    """Stands where Redis would, and tells a listener of every change."""

    def __init__(self) -> None:
        self.on_publish: Any = lambda: None

    def publish(self, _job_id: str, _sequence: int = 0) -> None:
        self.on_publish()


def made_up(spec: Spec, tested: NetworkOnImages, kept: Any) -> PredictedCurve:
    """Stands where the prediction is: the clean accuracy, and how often it was asked for before."""
    known = kept.find(tested.card.id) or b""
    kept.keep(tested.card.id, b"once")
    accuracy = [tested.clean_accuracy for _place in spec.grid()]
    return PredictedCurve(
        network=tested.card.id,
        accuracy=accuracy,
        left_out=[known.decode()] if known else [],
        images=tested.images,
        clean=tested.clean_accuracy,
        half_width=0.0,
    )


@pytest.fixture
def context(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerContext]:
    monkeypatch.setattr(job_module, "predict", made_up)
    store = Store.of(settings)
    upgrade(store)
    simulators = Simulators(data_path=settings.data_path)
    yield WorkerContext(settings, store, Heard(), simulators, owner="me", clock=time.time)  # type: ignore[arg-type]
    store.close()


def asked(context: WorkerContext) -> str:
    spec = Spec.model_validate({"networks": NETWORKS, "images": 50, "sweep": {"x": {"values": [0, 0.1, 0.2]}}})
    with context.store.write() as session:
        return predictions.create(session, spec, predictions.answer_key(spec, {}))


def get(context: WorkerContext, prediction_id: str) -> Prediction:
    with context.store.read() as session:
        return PREDICTIONS.get(session, prediction_id)


def test_a_curve_comes_for_each_network(context: WorkerContext) -> None:
    prediction_id, seen = asked(context), []
    context.queue.on_publish = lambda: seen.append(get(context, prediction_id).progress)  # type: ignore[attr-defined]
    PREDICTION_WORK.perform(context, prediction_id)
    done = get(context, prediction_id)
    assert done.state == "done" and [curve.network for curve in done.curves] == NETWORKS
    assert [len(curve.accuracy or []) for curve in done.curves] == [3, 3]
    assert seen == [0.0, 0.5, 1.0, 1.0]
    assert kept.find(context.store, NETWORKS[0]) == b"once"


def test_a_cancelled_prediction_is_begun_anew_with_what_is_kept(context: WorkerContext) -> None:
    prediction_id = asked(context)

    def cancel() -> None:
        if get(context, prediction_id).curves:
            context.queue.on_publish = lambda: None  # type: ignore[attr-defined]
            with context.store.write() as session:
                PREDICTIONS.cancel(session, prediction_id)

    context.queue.on_publish = cancel  # type: ignore[attr-defined]
    PREDICTION_WORK.perform(context, prediction_id)
    stopped = get(context, prediction_id)
    assert (stopped.state, len(stopped.curves)) == ("cancelled", 1)
    with context.store.write() as session:
        PREDICTIONS.retry(session, prediction_id)
    assert get(context, prediction_id).curves == []
    PREDICTION_WORK.perform(context, prediction_id)
    assert [curve.left_out for curve in get(context, prediction_id).curves] == [["once"], ["once"]]
