"""Design questions over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.backend.api.conftest import RememberingQueue

DESIGNS = "/api/v1/designs"
QUESTION: dict[str, Any] = {"question": "largest_noise", "networks": ["digits/mlp-noise0"]}


def test_a_question_is_queued_once_and_can_be_stopped(client: TestClient, queue: RememberingQueue) -> None:
    answer = client.post(DESIGNS, json=QUESTION)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["state"], made["answers"], made["settings_measured"]) == ("queued", [], 0)
    assert answer.headers["location"] == f"{DESIGNS}/{made['id']}" and queue.designs == [made["id"]]
    again = client.post(DESIGNS, json={**QUESTION, "target": {"value": 0.95}})
    assert (again.status_code, again.json()["id"]) == (200, made["id"])
    assert client.get(DESIGNS, params={"state": "queued"}).json()["items"] == [made]
    assert client.post(f"{DESIGNS}/{made['id']}/cancel").json()["state"] == "cancelled"
    assert client.post(f"{DESIGNS}/{made['id']}/cancel").status_code == 409
    assert client.post(f"{DESIGNS}/{made['id']}/retry").json()["state"] == "queued"
    assert queue.designs == [made["id"]] * 2
    client.post(f"{DESIGNS}/{made['id']}/cancel").raise_for_status()
    assert "event: end" in client.get(f"{DESIGNS}/{made['id']}/events").text
    assert client.delete(f"{DESIGNS}/{made['id']}").status_code == 204
    assert client.get(f"{DESIGNS}/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"networks": ["digits/nobody"]}, "networks[0]: there is no network 'digits/nobody'"),
        ({"networks": ["mnist/mlp-noise0"]}, "networks[0]: data set mnist is not installed"),
        ({"networks": []}, "networks must be a list of at least 1"),
        ({"target": {"value": 2}}, "target.value must be at most 1"),
        ({"parameter": "converters.adc_bits"}, "parameter must be one of internal_noise.programming, internal_noise.read"),
        ({"question": "fewest_bits"}, "parameter must be one of converters.adc_bits"),
        ({"internal_noise": {"device": "ecram"}}, "internal_noise.device must be null"),
        ({"tarket": 1}, "tarket must be left out: there is no such field"),
    ],
)
def test_what_cannot_be_asked_is_said(client: TestClient, change: dict[str, Any], said: str) -> None:
    answer = client.post(DESIGNS, json={**QUESTION, **change})
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_the_queue_of_questions_has_a_length(client: TestClient) -> None:
    for seed in range(20):
        assert client.post(DESIGNS, json={**QUESTION, "seed": seed}).status_code == 201
    full = client.post(DESIGNS, json={**QUESTION, "seed": 20})
    assert full.status_code == 429 and int(full.headers["retry-after"]) > 0
