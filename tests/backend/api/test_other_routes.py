"""Everything beside runs: networks, data sets, devices, energy, health, and what is not there."""

from __future__ import annotations

import logging

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from backend.api.routes import reproductions as routes
from backend.queue import Refused
from backend.reproductions import prediction_quality
from backend.settings import Settings
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue
from tests.backend.api.test_runs import problem

ESTIMATE = {
    "network": "digits/mlp-noise0",
    "technology": "marinella-2018",
    "mode": "inference",
    "total_pj": 3.0,
    "pj_per_mac": 1.0,
    "macs": 3,
    "components": {"adc": 1.0, "array_read": 2.0},
    "source": "a source",
}


def test_networks(client: TestClient) -> None:
    listed = client.get("/api/v1/networks").json()
    assert listed["total"] == len(listed["items"]) >= 18
    card = listed["items"][0]
    for field in ("id", "dataset", "family", "time_steps", "training_noise", "parameters", "cells", "clean_accuracy", "origin"):
        assert field in card
    rnns = client.get("/api/v1/networks", params={"dataset": "digits", "family": "rnn"}).json()["items"]
    assert rnns and all(card["family"] == "rnn" and card["time_steps"] for card in rnns)
    assert client.get("/api/v1/networks/digits/rnn-t8-noise0.1").json()["time_steps"] == 8
    assert "did you mean" in problem(client.get("/api/v1/networks/digits/rnn-t8-noise0.2"), 404)


def test_data_sets(client: TestClient) -> None:
    items = {item["name"]: item for item in client.get("/api/v1/datasets").json()["items"]}
    assert items["digits"]["present"] and not items["mnist"]["present"]
    assert "mhoscope data fetch mnist" in items["mnist"]["detail"]


def test_every_device_has_its_source(client: TestClient) -> None:
    items = client.get("/api/v1/devices").json()["items"]
    assert {"ecram", "pcm-joshi", "reram-neurram", "sonos-2022"} <= {item["id"] for item in items}
    assert all(len(item["citation"]) > 20 for item in items)


def test_energy_is_asked_of_a_worker(client: TestClient, queue: RememberingQueue) -> None:
    queue.answers["mhoscope.energy"] = ESTIMATE
    assert client.post("/api/v1/energy", json={"network": "digits/mlp-noise0"}).json()["total_pj"] == 3.0
    assert "there is no network" in problem(client.post("/api/v1/energy", json={"network": "digits/nothing"}), 422)
    assert "mode must be" in problem(client.post("/api/v1/energy", json={"network": "digits/mlp-noise0", "mode": "rest"}), 422)
    queue.answers["mhoscope.energy"] = Refused("there is no technology 'x'")
    assert "no technology" in problem(
        client.post("/api/v1/energy", json={"network": "digits/mlp-noise0", "technology": "x"}), 422
    )


def test_no_worker_is_said_with_what_to_do(client: TestClient) -> None:
    answer = client.post("/api/v1/energy", json={"network": "digits/mlp-noise0"})
    assert "mhoscope doctor" in problem(answer, 503) and answer.headers["retry-after"]


@pytest.mark.parametrize("path", ["/api/v1/typo", "/api/nothing", "/api/v2/runs", "/api/v1/runs/a/b/c"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_not_there_is_a_json_404(client: TestClient, path: str, method: str) -> None:
    assert "there is no" in problem(client.request(method, path), 404)


def test_health(client: TestClient, queue: RememberingQueue) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"store": "ok", "redis": "ok"}
    queue.up = False
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json()["redis"] == "Redis does not answer"
    assert "mhoscope_queue_length" in client.get("/metrics").text


def test_the_documentation_needs_no_internet(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "https://" not in page.replace("https://fastapi.tiangolo.com", "https://") or "cdn" not in page
    assert "cdn.jsdelivr" not in page and "unpkg" not in page
    assert client.get("/docs/static/swagger-ui-bundle.js").status_code == 200
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/v1/runs", "/api/v1/runs/{run_id}/events", "/api/v1/networks", "/api/v1/energy"} <= set(paths)
    assert all(operation["summary"] for path in paths.values() for operation in path.values())


def test_a_token_is_asked_for_where_one_is_set(client: TestClient, settings: Settings) -> None:
    settings.token = SecretStr("open sesame")
    assert "asks for a token" in problem(client.get("/api/v1/networks"), 401)
    assert problem(client.get("/api/v1/networks", headers={"Authorization": "Bearer wrong"}), 401)
    assert client.get("/api/v1/networks", headers={"Authorization": "Bearer open sesame"}).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_an_error_here_shows_a_number_and_no_traceback(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(store, "read", broken)
    with caplog.at_level(logging.ERROR):
        sentence = problem(client.get("/api/v1/runs"), 500)
    assert "secret" not in sentence
    assert sentence.rsplit(" ", 1)[1] in caplog.text and "a secret of the house" in caplog.text


def test_how_well_predictions_agree_is_told_as_it_was_measured(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get("/api/v1/reproductions/predictions")
    assert answer.status_code == 200
    assert answer.json() == prediction_quality.prediction_quality().model_dump(mode="json")  # type: ignore[union-attr]
    monkeypatch.setattr(routes, "prediction_quality", lambda: None)
    assert client.get("/api/v1/reproductions/predictions").status_code == 404
