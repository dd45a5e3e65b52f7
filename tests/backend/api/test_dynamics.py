"""Dynamics and predictions over HTTP: asked once, refused in a sentence, shared and exported."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.jobs import DYNAMICS, PREDICTIONS, designs, dynamics, predictions
from backend.schemas.design import Candidate
from backend.schemas.dynamics import Band, Distance, Distances, DynamicsOfLayer, DynamicsOfNetwork, DynamicsResult, Estimate
from backend.schemas.prediction import PredictedCurve
from backend.settings import Settings
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue

API = "/api/v1"
URL = f"{API}/dynamics"
REQUEST: dict[str, Any] = {"networks": ["digits/rnn-t4-noise0"]}
SPEC: dict[str, Any] = {
    "networks": ["digits/mlp-noise0", "digits/rnn-t4-noise0"],
    "sweep": {"x": {"parameter": "internal_noise.read", "values": [0, 0.1]}},
}


def band(*mean: float) -> Band:
    steps = [float(step) for step in range(1, len(mean) + 1)]
    return Band(x=steps, mean=list(mean), low=[value / 2 for value in mean], high=[value * 2 for value in mean], n=16)


def found() -> DynamicsOfNetwork:
    distance = Distance(
        cause="read",
        title="Read noise",
        frozen=False,
        measured=band(0.1, 0.2),
        predicted=[0.1, 0.19],
        coherent=None,
        quadrature=[0.1, 0.14],
        exponent=Estimate(mean=0.5, low=0.4, high=0.6, n=16),
        fails_at=None,
    )
    distances = Distances(causes=[distance], images=200, draws=16)
    layer = DynamicsOfLayer(layer=0, title="rnn_1", units=96, time_steps=2, distances=distances)
    return DynamicsOfNetwork(network="digits/rnn-t4-noise0", clean=0.98, layers=[layer], notes=["spectrum: not asked"])


def asked(client: TestClient, **change: Any) -> str:
    answer = client.post(URL, json={**REQUEST, **change})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def answered(client: TestClient, store: Store, *, progress: float = 1.0, **change: Any) -> str:
    dynamics_id = asked(client, **change)
    with store.write() as session:
        assert dynamics.claim(session, dynamics_id, owner="me", now=0.0, lease_s=60.0)
        dynamics.save_part(session, dynamics_id, [found()], owner="me", parts_done=1, progress=progress)
    return dynamics_id


def test_a_request_is_queued_once_and_followed(client: TestClient, queue: RememberingQueue) -> None:
    dynamics_id = asked(client)
    made = client.get(f"{URL}/{dynamics_id}").json()
    assert (made["state"], made["networks"], made["progress"]) == ("queued", [], 0)
    assert queue.keys[DYNAMICS.task.name] == [(dynamics_id,)] and DYNAMICS.task.queue == "runs"
    again = client.post(URL, json={**REQUEST, "images": 200, "version": 1})
    assert (again.status_code, again.json()["id"]) == (200, dynamics_id), "defaults that are written out are the same request"
    assert asked(client, seed=1) != dynamics_id
    assert client.post(f"{URL}/{dynamics_id}/cancel").json()["state"] == "cancelled"
    assert "event: end" in client.get(f"{URL}/{dynamics_id}/events").text
    assert client.post(f"{URL}/{dynamics_id}/retry").json()["state"] == "queued"
    assert client.delete(f"{URL}/{dynamics_id}").status_code == 204


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"networks": ["digits/nobody"]}, "networks[0]: there is no network 'digits/nobody'"),
        ({"networks": ["mnist/rnn-t4-noise0"]}, "networks[0]: data set mnist is not installed"),
        (
            {"networks": ["digits/rnn-t4-noise0", "digits/mlp-noise0"]},
            "networks[1] must have a recurrent layer (RNN, Skip RNN, LSTM or GRU); digits/mlp-noise0 has none",
        ),
        ({"parts": []}, "parts must be a list of at least 1"),
        ({"parts": ["spectrum", "spectrum"]}, "parts: each must be named once"),
        ({"kicks": [-1]}, "kicks[0] must be greater than 0"),
        ({"internal_noise": {"device": "nothing"}}, "internal_noise.device"),
        ({"overrides": {"dense_7": {"digital": True}}}, "overrides"),
        ({"imges": 1}, "imges must be left out: there is no such field"),
    ],
)
def test_what_cannot_be_asked_is_said(client: TestClient, change: dict[str, Any], said: str) -> None:
    answer = client.post(URL, json={**REQUEST, **change})
    assert answer.status_code == 422 and said in answer.json()["detail"]


def test_what_takes_days_is_refused_with_the_limit(client: TestClient, settings: Settings) -> None:
    settings.max_macs = 1e9
    answer = client.post(URL, json={**REQUEST, "extended_steps": 2000, "draws": 200, "images": 2000})
    assert answer.status_code == 422 and answer.json()["field"] == "images"
    assert "at most 1.0e+09 are allowed; take fewer networks, images, draws or extended_steps" in answer.json()["detail"]
    asked(client, parts=["trajectories"], images=10, draws=2)
    settings.max_macs = 1e3
    refused = client.post(f"{API}/predictions", json=SPEC)
    assert refused.status_code == 422 and "at most 1.0e+03 are allowed; take fewer networks" in refused.json()["detail"]


def test_the_line_has_a_length(client: TestClient) -> None:
    for seed in range(20):
        asked(client, seed=seed)
    full = client.post(URL, json={**REQUEST, "seed": 20})
    assert full.status_code == 429 and "20 requests for dynamics are waiting already" in full.json()["detail"]


def test_dynamics_are_a_table_and_a_file(client: TestClient, store: Store) -> None:
    dynamics_id = answered(client, store, progress=0.2)
    table = client.get(f"{URL}/{dynamics_id}/export/csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.headers["content-disposition"] == f'attachment; filename="mhoscope-dynamics-{dynamics_id[:12]}.csv"'
    rows = list(csv.reader(io.StringIO(table.text)))
    name = "digits/rnn-t4-noise0"
    assert rows[:5] == [
        ["network", "layer", "part", "curve", "x", "mean", "low", "high", "n"],
        [name, "", "clean", "accuracy", "", "0.98", "", "", ""],
        [name, "0", "distances", "causes.read.measured", "1.0", "0.1", "0.05", "0.2", "16"],
        [name, "0", "distances", "causes.read.measured", "2.0", "0.2", "0.1", "0.4", "16"],
        [name, "0", "distances", "causes.read.predicted", "1.0", "0.1", "", "", ""],
    ]
    assert [name, "0", "distances", "causes.read.exponent", "", "0.5", "0.4", "0.6", "16"] in rows
    document = client.get(f"{URL}/{dynamics_id}/export/json")
    result = DynamicsResult.model_validate_json(document.content)
    assert (result.state, result.networks) == ("running", [found()]), "what there is of it, before it has ended"
    assert client.get(f"{URL}/{dynamics_id}/export/zip").status_code == 422
    assert client.get(f"{URL}/nothing/export/csv").json()["detail"] == "there is no dynamics 'nothing'"


def test_a_prediction_is_a_table(client: TestClient, store: Store, queue: RememberingQueue) -> None:
    prediction_id = client.post(f"{API}/predictions", json=SPEC).json()["id"]
    assert queue.keys[PREDICTIONS.task.name] == [(prediction_id,)] and PREDICTIONS.task.queue == "predictions"
    assert client.post(f"{API}/predictions", json=SPEC).status_code == 200
    facts: dict[str, Any] = {"images": 500, "clean": 0.98, "half_width": 0.01}
    curves = [
        PredictedCurve(network=SPEC["networks"][0], accuracy=[0.98, 0.9], left_out=[], **facts),
        PredictedCurve(network=SPEC["networks"][1], accuracy=None, left_out=["stuck cells", "wires"], **facts),
    ]
    with store.write() as session:
        assert predictions.claim(session, prediction_id, owner="me", now=0.0, lease_s=60.0)
        for curve, last in zip(curves, (False, True), strict=True):
            predictions.save_curve(session, prediction_id, curve, owner="me", last=last)
    done = client.get(f"{API}/predictions/{prediction_id}", params={"wait_s": 5}).json()
    assert done["state"] == "done" and [curve["accuracy"] for curve in done["curves"]] == [[0.98, 0.9], None]
    table = list(csv.DictReader(io.StringIO(client.get(f"{API}/predictions/{prediction_id}/export/csv").text)))
    assert [(row["network"], row["x"], row["accuracy"]) for row in table] == [
        ("digits/mlp-noise0", "0.0", "0.98"),
        ("digits/mlp-noise0", "0.1", "0.9"),
        ("digits/rnn-t4-noise0", "", ""),
    ]
    assert table[-1]["left_out"] == "stuck cells; wires"


def test_dynamics_and_designs_are_shared_as_they_were(client: TestClient, store: Store) -> None:
    dynamics_id = answered(client, store)
    answer = client.post(f"{API}/shares", json={"dynamics": dynamics_id, "title": "Basins"})
    assert answer.status_code == 201
    share, whole = answer.json(), client.get(f"{URL}/{dynamics_id}").json()
    key = share.pop("revoke_key")
    assert set(share) == {"id", "title", "note", "created_at", "dynamics"} and share["dynamics"] == whole
    exports = {kind: client.get(f"{URL}/{dynamics_id}/export/{kind}").text for kind in ("csv", "json")}
    client.delete(f"{URL}/{dynamics_id}").raise_for_status()
    assert client.get(f"{API}/shares/{share['id']}").json() == share
    for kind, content in exports.items():
        assert client.get(f"{API}/shares/{share['id']}/export/{kind}").text == content
    refused = client.get(f"{API}/shares/{share['id']}/export/zip")
    assert refused.json()["detail"] == "kind must be csv or json for a share of dynamics; received 'zip'"
    assert client.delete(f"{API}/shares/{share['id']}", headers={"X-Revoke-Key": key}).status_code == 204

    question = {"question": "cheapest_network", "networks": ["digits/mlp-noise0"]}
    design_id = client.post(f"{API}/designs", json=question).json()["id"]
    candidate = Candidate(
        network="digits/mlp-noise0",
        accuracy=0.9,
        ci_low=0.8,
        ci_high=0.95,
        energy_pj=3.0,
        target=0.85,
        clean=0.97,
        verdict="likely",
    )
    with store.write() as session:
        assert designs.claim(session, design_id, owner="me", now=0.0, lease_s=60.0)
        designs.save_answer(session, design_id, candidate, owner="me", last=True)
    share = client.post(f"{API}/shares", json={"design": design_id}).json()
    assert share["design"] == client.get(f"{API}/designs/{design_id}").json() and "run" not in share
    table = list(csv.DictReader(io.StringIO(client.get(f"{API}/shares/{share['id']}/export/csv").text)))
    assert [(row["network"], row["accuracy"], row["verdict"]) for row in table] == [("digits/mlp-noise0", "0.9", "likely")]


def test_what_cannot_be_shared_is_said(client: TestClient, store: Store) -> None:
    waiting = client.post(f"{API}/shares", json={"dynamics": asked(client)})
    assert waiting.status_code == 409 and "it can be shared once it has ended" in waiting.json()["detail"]
    stopped = asked(client, seed=1)
    client.post(f"{URL}/{stopped}/cancel").raise_for_status()
    empty = client.post(f"{API}/shares", json={"dynamics": stopped})
    assert empty.status_code == 409 and "has no network; there is nothing to share" in empty.json()["detail"]
    for body, received in (({}, "none of them"), ({"run": "a", "design": "b"}, "run and design")):
        refused = client.post(f"{API}/shares", json=body)
        assert refused.status_code == 422
        assert f"exactly one of run, dynamics, design must be given; received {received}" in refused.json()["detail"]
    assert client.post(f"{API}/shares", json={"design": "nothing"}).status_code == 404
