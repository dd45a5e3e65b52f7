"""Runs over HTTP: submit, follow, stop, take along."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.queue import Refused
from backend.schemas.run import Result
from backend.schemas.tasks import DIFFERENCES
from backend.settings import Settings
from backend.store import points
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue

SPEC: dict[str, Any] = {"networks": ["digits/mlp-noise0", "digits/cnn-noise0"], "sweep": {"x": {"values": [0, 0.1]}}}
RUNS = "/api/v1/runs"
SUMMARY = {
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


def submit(client: TestClient, **change: Any) -> str:
    answer = client.post(RUNS, json={**SPEC, **change})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def compute(store: Store, run_id: str, positions: range = range(4)) -> None:
    """What a worker would do."""
    for position in positions:
        with store.write() as session:
            leased = points.claim(session, run_id=run_id, position=position, owner="test", now=1.0, lease_s=10)
            assert leased
            points.save(session, leased, summary=SUMMARY, draws_expected=5, now=2.0, lease_s=10, then="done")


def problem(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status and document["title"]
    assert "\n" not in document["detail"] and "Traceback" not in document["detail"]
    return str(document["detail"])


def test_a_spec_becomes_a_queued_run(client: TestClient, queue: RememberingQueue) -> None:
    answer = client.post(RUNS, json=SPEC)
    run = answer.json()
    assert answer.status_code == 201 and answer.headers["location"] == f"{RUNS}/{run['id']}"
    assert (run["state"], run["progress"], run["points"]) == ("queued", 0, [])
    assert queue.sent == [(run["id"], position) for position in range(4)]
    assert client.get(answer.headers["location"]).json() == run


def test_a_known_spec_is_answered_at_once_and_not_queued_again(client: TestClient, queue: RememberingQueue) -> None:
    run_id = submit(client)
    again = client.post(RUNS, json={**SPEC, "seed": 0, "version": 1})
    assert again.status_code == 200 and again.json()["id"] == run_id
    assert len(queue.sent) == 4
    assert submit(client, seed=1) != run_id


def test_a_cancelled_run_is_no_answer(client: TestClient) -> None:
    run_id = submit(client)
    assert client.post(f"{RUNS}/{run_id}/cancel").json()["state"] == "cancelled"
    assert submit(client) != run_id


def test_cancel_and_retry(client: TestClient, store: Store, queue: RememberingQueue) -> None:
    run_id = submit(client)
    compute(store, run_id, range(1))
    assert client.post(f"{RUNS}/{run_id}/cancel").status_code == 200
    assert "cancelled already" in problem(client.post(f"{RUNS}/{run_id}/cancel"), 409)
    queue.sent.clear()
    assert client.post(f"{RUNS}/{run_id}/retry").json()["state"] == "queued"
    assert queue.sent == [(run_id, position) for position in (1, 2, 3)]
    assert "only a cancelled" in problem(client.post(f"{RUNS}/{run_id}/retry"), 409)


def test_delete(client: TestClient) -> None:
    run_id = submit(client)
    assert client.delete(f"{RUNS}/{run_id}").status_code == 204
    for answer in (client.get(f"{RUNS}/{run_id}"), client.delete(f"{RUNS}/{run_id}"), client.post(f"{RUNS}/{run_id}/cancel")):
        assert "there is no run" in problem(answer, 404)


def test_the_list(client: TestClient, store: Store) -> None:
    first, second = submit(client), submit(client, seed=1)
    compute(store, first)
    listed = client.get(RUNS).json()
    assert listed["total"] == 2 and [item["id"] for item in listed["items"]] == [second, first]
    assert [item["id"] for item in client.get(RUNS, params={"state": "done"}).json()["items"]] == [first]
    assert client.get(RUNS, params={"q": "cnn-noise0", "limit": 1}).json()["total"] == 2
    assert "state must be" in problem(client.get(RUNS, params={"state": "lost"}), 422)
    assert "limit must be at most 200" in problem(client.get(RUNS, params={"limit": 1000}), 422)


def test_a_run_is_waited_for_until_every_network_has_a_point(
    client: TestClient, store: Store, queue: RememberingQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = submit(client)
    computed: list[int] = []

    async def changes(_run_id: str) -> AsyncIterator[None]:
        for position in range(4):
            await asyncio.to_thread(compute, store, run_id, range(position, position + 1))
            computed.append(position)
            yield None

    monkeypatch.setattr(queue, "changes", changes)
    seen = [client.get(f"{RUNS}/{run_id}", params={"wait_s": 5}).json() for _ in range(2)]
    assert computed == [0, 1], "the first two points are of one network each; the second question finds them there"
    assert {point["network"] for point in seen[0]["points"]} == set(SPEC["networks"])
    assert {**seen[0], "eta_s": None} == {**seen[1], "eta_s": None}, "the time left is another a moment later"
    assert "wait_s must be" in problem(client.get(f"{RUNS}/{run_id}", params={"wait_s": 60}), 422)


def test_a_run_that_nobody_computes_is_not_waited_for_in_vain(client: TestClient) -> None:
    run_id = submit(client)
    assert client.get(f"{RUNS}/{run_id}", params={"wait_s": 0.05}).json() == client.get(f"{RUNS}/{run_id}").json()


def events(text: str) -> list[dict[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if lines:
            found.append({**lines, "data": json.loads(lines["data"])})
    return found


def test_events_replay_what_was_missed_and_end(client: TestClient, store: Store) -> None:
    run_id = submit(client)
    compute(store, run_id)
    answer = client.get(f"{RUNS}/{run_id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    first, last = events(answer.text)
    assert (first["event"], last["event"]) == ("update", "end")
    assert len(first["data"]["points"]) == 4 and first["data"]["state"] == "done"
    assert int(first["id"]) == first["data"]["sequence"]
    resumed = events(client.get(f"{RUNS}/{run_id}/events", headers={"Last-Event-ID": first["id"]}).text)
    assert [event["event"] for event in resumed] == ["end"]
    part = str(int(first["id"]) - 2)
    (update, _end) = events(client.get(f"{RUNS}/{run_id}/events", params={"last_event_id": part}).text)
    assert 0 < len(update["data"]["points"]) < 4


def test_events_of_no_run(client: TestClient) -> None:
    answer = client.get(f"{RUNS}/nothing/events")
    assert answer.status_code == 404


def test_exports(client: TestClient, store: Store) -> None:
    run_id = submit(client)
    compute(store, run_id)
    text = client.get(f"{RUNS}/{run_id}/export/csv")
    rows = list(csv.DictReader(io.StringIO(text.text)))
    assert len(rows) == 4 and rows[0]["network"] == "digits/mlp-noise0" and float(rows[0]["accuracy"]) == 0.9
    assert rows[0]["x_parameter"] == "internal_noise.programming" and "95 % t interval" in rows[0]["interval"]
    assert text.headers["content-disposition"].startswith('attachment; filename="mhoscope-')
    result = Result.model_validate_json(client.get(f"{RUNS}/{run_id}/export/json").text)
    assert len(result.points) == 4 and result.state == "done"
    assert "kind must be 'csv', 'json', 'zip', 'ipynb', 'py' or 'bib'" in problem(
        client.get(f"{RUNS}/{run_id}/export/pickle"), 422
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "must be valid JSON"),
        ("", "must be"),
        ("[]", "must be an object"),
        ('{"networks": ["digits/mlp-noise0"], "sampling": {"half_width": NaN}}', "half_width must be"),
        ('{"networks": ["digits/mlp-noise0"], "seed": 1e400}', "seed must be"),
        ('{"networks": ["digits/mlp-noise0"], "images": 123456789012345678901234567890}', "images must be at most"),
        ("[" * 100_000, ""),
    ],
)
def test_what_is_no_spec(client: TestClient, body: str, said: str) -> None:
    answer = client.post(RUNS, content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert said in problem(answer, answer.status_code)


def test_an_unknown_network_is_named_with_the_nearest(client: TestClient) -> None:
    sentence = problem(client.post(RUNS, json={"networks": ["digits/mlp-noise0", "digits/mlp-noise1"]}), 422)
    assert "networks[1]" in sentence and "did you mean" in sentence


def test_a_data_set_that_is_not_here(client: TestClient) -> None:
    sentence = problem(client.post(RUNS, json={"networks": ["mnist/mlp-noise0"]}), 422)
    assert "networks[0]: data set mnist is not installed" in sentence and "mhoscope data fetch mnist" in sentence


def test_layers_that_no_network_has_are_refused_with_the_list_of_layers(client: TestClient) -> None:
    """An override holds in the networks that have its layer; the sweep has to reach some layer of each."""
    digital = {"digital": True}
    assert client.post(RUNS, json={**SPEC, "overrides": {"conv2d": digital}}).is_success
    answer = client.post(RUNS, json={**SPEC, "networks": ["digits/mlp-noise0"], "overrides": {"conv2d": digital}})
    sentence = problem(answer, 422)
    assert "overrides.conv2d must be a layer with weights; digits/mlp-noise0 has dense (1), dense_1 (2)" in sentence
    assert answer.json()["field"] == "overrides"
    every = {f"dense{number}": {"internal_noise": {"programming": 0.1}} for number in ("", "_1", "_2")}
    assert "every layer has its own" in problem(client.post(RUNS, json={**SPEC, "overrides": every}), 422)


def test_a_run_of_days_is_refused(client: TestClient, settings: Settings) -> None:
    settings.max_macs = 1e9
    sentence = problem(client.post(RUNS, json=SPEC), 422)
    assert "the run is too large" in sentence and "at most 1.0e+09" in sentence


def test_circuits_that_take_too_long_to_solve_are_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.jobs.runs.MOST_SOLVED", 10**6)
    circuit = {"iv_nonlinearity": 2.0, "iv_solver": "newton", "wire_resistance_ohm": 1.0}
    sentence = problem(client.post(RUNS, json={**SPEC, "crossbar": circuit}), 422)
    assert "crossbar.iv_solver must be 'equivalent', or images at most" in sentence
    for possible in (circuit | {"iv_solver": "equivalent"}, circuit | {"wire_resistance_ohm": 0.0}):
        assert client.post(RUNS, json={**SPEC, "crossbar": possible}).is_success


def test_a_full_queue_says_when_to_come_back(client: TestClient, settings: Settings) -> None:
    settings.max_unfinished_runs = 1
    submit(client)
    answer = client.post(RUNS, json={**SPEC, "seed": 1})
    assert "waiting already" in problem(answer, 429) and int(answer.headers["retry-after"]) > 0
    assert client.post(RUNS, json=SPEC).status_code == 200  # what is known is still answered


def test_a_body_that_is_too_large(client: TestClient, settings: Settings) -> None:
    answer = client.post(RUNS, content=b" " * (settings.max_upload_bytes + 1), headers={"content-type": "application/json"})
    assert answer.status_code == 413


def test_notes_are_written_and_draws_are_read(client: TestClient, store: Store) -> None:
    run_id = submit(client)
    compute(store, run_id)
    line = {"axis": "y", "value": 0.95, "text": "enough"}
    noted = client.patch(f"{RUNS}/{run_id}", json={"note": "Look here.", "annotations": [line]}).json()
    assert (noted["note"], noted["annotations"]) == ("Look here.", [line])
    assert client.get(RUNS, params={"q": "Look here"}).json()["items"][0]["note"] == "Look here."
    assert client.patch(f"{RUNS}/{run_id}", json={}).json()["annotations"] == [line]
    assert client.patch(f"{RUNS}/{run_id}", json={"annotations": [{**line, "axis": "z"}]}).status_code == 422
    assert client.patch(f"{RUNS}/nothing", json={"note": ""}).status_code == 404
    assert client.get(f"{RUNS}/nothing/draws").status_code == 404
    assert client.get(f"{RUNS}/{run_id}/draws").status_code == 200


def test_differences_are_asked_of_a_worker(client: TestClient, queue: RememberingQueue) -> None:
    run = client.post("/api/v1/runs", json=SPEC).json()["id"]
    url = f"/api/v1/runs/{run}/differences"
    assert client.get("/api/v1/runs/nobody/differences").status_code == 404
    assert client.get(url, params={"other": "nobody"}).status_code == 404
    assert client.get(url, params={"baseline": SPEC["networks"][0]}).status_code == 503
    queue.answers[DIFFERENCES] = Refused("exactly one of baseline and other must be given")
    assert client.get(url).json()["detail"] == "exactly one of baseline and other must be given"
    queue.answers[DIFFERENCES] = {"against": "digits/b", "confidence": 0.95, "items": []}
    assert client.get(url).json()["interval"].startswith("t interval")
