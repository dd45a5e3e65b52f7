"""Trainings over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.jobs import trainings
from backend.store import jobs
from backend.store.rows import TrainingRow
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue

TRAININGS = "/api/v1/trainings"
RNN = {"family": "rnn", "time_steps": 4, "noise": 0.3}


def test_a_training_is_queued_followed_and_stopped(client: TestClient, queue: RememberingQueue) -> None:
    answer = client.post(TRAININGS, json=RNN)
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"{TRAININGS}/{made['id']}"
    assert queue.trainings == [made["id"]]
    assert made["network"] == "digits/rnn-t4-noise0.3" and made["recipe"]["epochs"] == 10
    assert made["command"].startswith("mhoscope train --dataset digits --family rnn --time-steps 4 --noise 0.3")
    assert client.get(TRAININGS).json()["items"] == [made]
    assert client.get(answer.headers["location"]).json() == made
    stopped = client.post(f"{TRAININGS}/{made['id']}/cancel")
    assert stopped.json()["state"] == "cancelled" and queue.published == [made["id"]]
    assert client.post(f"{TRAININGS}/{made['id']}/cancel").status_code == 409
    assert client.post(f"{TRAININGS}/{made['id']}/retry").json()["state"] == "queued"
    assert queue.trainings == [made["id"]] * 2
    assert client.delete(f"{TRAININGS}/{made['id']}").status_code == 204
    assert client.get(f"{TRAININGS}/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"family": "rnn", "time_steps": 5},
            "time_steps must divide the number of pixels (64): 1, 2, 4, 8, 16, 32, 64; received 5",
        ),
        ({"family": "rnn"}, "time_steps must be given"),
        ({"dataset": "mnist"}, "dataset: data set mnist is not installed"),
        ({"learning_rate": 0}, "learning_rate must be greater than 0.0; received 0"),
        ({"name": "No!"}, "name must be of the form"),
        ({"nosie": 1}, "nosie must be left out: there is no such field"),
    ],
)
def test_what_cannot_be_trained_is_said(client: TestClient, queue: RememberingQueue, body: dict[str, Any], said: str) -> None:
    answer = client.post(TRAININGS, json=body)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert client.get(TRAININGS).json()["total"] == 0 and queue.trainings == []


def test_a_name_is_used_once(client: TestClient) -> None:
    assert client.post(TRAININGS, json={**RNN, "name": "mine"}).json()["network"] == "digits/mine"
    again = client.post(TRAININGS, json={**RNN, "name": "mine"})
    assert again.status_code == 409 and "digits/mine already" in again.json()["detail"]


def test_the_queue_of_trainings_has_a_length(client: TestClient) -> None:
    for seed in range(20):
        assert client.post(TRAININGS, json={**RNN, "seed": seed}).status_code == 201
    full = client.post(TRAININGS, json={**RNN, "seed": 20})
    assert full.status_code == 429 and int(full.headers["retry-after"]) > 0


def test_events_tell_the_whole_course_and_end(client: TestClient, store: Store) -> None:
    training_id = client.post(TRAININGS, json=RNN).json()["id"]
    with store.write() as session:
        trainings.claim(session, training_id, owner="me", now=0, lease_s=1e9)
        trainings.save_epoch(session, training_id, owner="me", values={"loss": 0.5})
        jobs.fail(session, TrainingRow, training_id, owner="me", reason="the disk is full")
    text = client.get(f"{TRAININGS}/{training_id}/events").text
    assert "event: update" in text and "the disk is full" in text and text.rstrip().endswith("event: end") is False
    assert text.index("event: update") < text.index("event: end")
    assert client.get(f"{TRAININGS}/none/events").status_code == 404


def test_histograms_of_weights(client: TestClient) -> None:
    found = client.get("/api/v1/networks/digits/rnn-t4-noise0/weights").json()
    assert [one["kind"] for one in found["items"]] == ["rnn", "dense"]
    assert [sum(one["counts"]) for one in found["items"]] == [(16 + 64) * 64, 64 * 10]
    for one in found["items"]:
        assert -one["largest"] <= one["low"] < one["high"] <= one["largest"]
    assert client.get("/api/v1/networks/digits/none/weights").status_code == 404
