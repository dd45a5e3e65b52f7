"""Looking at single images and chips: what is asked of a worker, and what is refused before."""

from __future__ import annotations

import base64

import pytest
from fastapi.testclient import TestClient

from backend.datasets import SOURCES, record_of
from backend.datasets.digits import Shipped
from backend.queue import Refused
from tests.backend.api.conftest import RememberingQueue
from tests.backend.api.test_runs import problem

NETWORK = "digits/mlp-noise0"
INK = {"side": 8, "ink": base64.b64encode(bytes(64)).decode()}
VOTES = {
    "shape": [8, 8],
    "pixels": "AA==",
    "seen": "AA==",
    "label": 3,
    "answers": [3, 5],
    "votes": [0, 0, 0, 1, 0, 1, 0, 0, 0, 0],
    "shares": [0.1] * 10,
    "logits": [0.0] * 10,
    "clean": 3,
    "clean_shares": [0.1] * 10,
    "hidden": [],
    "worked_ms": 2.5,
}


def test_votes_are_asked_of_a_worker(client: TestClient, queue: RememberingQueue) -> None:
    queue.answers["mhoscope.see"] = VOTES
    answer = client.post("/api/v1/seeing/votes", json={"network": NETWORK, "image": 3, "draws": 2})
    assert answer.status_code == 200 and answer.json()["votes"][3] == 1
    queue.answers["mhoscope.see"] = Refused("image must be less than 500; received 800")
    assert "less than 500" in problem(client.post("/api/v1/seeing/votes", json={"network": NETWORK, "image": 800}), 422)


@pytest.mark.parametrize(
    ("path", "document", "sentence"),
    [
        ("votes", {}, "either image or drawing must be given"),
        ("votes", {"image": 1, "drawing": INK}, "and not both"),
        ("votes", {"image": 1, "draws": 101}, "draws must be at most 100; received 101"),
        ("votes", {"image": 1, "draws": 5, "chip": 5}, "chip must be less than draws"),
        ("votes", {"drawing": {"side": 500, "ink": ""}}, "drawing.side must be at most 140"),
        ("votes", {"drawing": {"side": 140, "ink": "A" * 40_000}}, "drawing.ink must be at most"),
        ("images", {"limit": 61}, "limit must be at most 60"),
        ("images", {"indices": []}, "indices must be a list of at least 1"),
        ("images", {"test_noise": {"kind": "snow"}}, "test_noise.kind must be"),
        ("mistakes", {"images": 20_000}, "images must be at most 10000"),
        ("mistakes", {"label": 10}, "label must be at most 9"),
        ("crossbar", {"part": "both"}, "part must be"),
        ("crossbar", {"side": 193}, "side must be at most 192"),
        ("crossbar", {"sides": 1}, "there is no such field"),
    ],
)
def test_what_cannot_be_asked(client: TestClient, path: str, document: dict[str, object], sentence: str) -> None:
    assert sentence in problem(client.post(f"/api/v1/seeing/{path}", json={"network": NETWORK, **document}), 422)


@pytest.mark.parametrize("path", ["votes", "images", "mistakes", "crossbar"])
def test_an_unknown_network_and_no_worker_are_said(client: TestClient, path: str) -> None:
    document = {"image": 0} if path == "votes" else {}
    nobody = client.post(f"/api/v1/seeing/{path}", json={"network": "digits/mlp-noise00", **document})
    assert "did you mean" in problem(nobody, 422)
    answer = client.post(f"/api/v1/seeing/{path}", json={"network": NETWORK, **document})
    assert "is a worker running" in problem(answer, 503)


def test_classes_are_those_of_the_networks_data_set(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    four = record_of("digits").model_copy(update={"classes": ("a", "b", "c", "d")})
    monkeypatch.setitem(SOURCES, "digits", Shipped(four))
    for path, field in (("images", "label"), ("mistakes", "label"), ("mistakes", "said")):
        answer = client.post(f"/api/v1/seeing/{path}", json={"network": NETWORK, field: 4})
        assert problem(answer, 422) == f"{field} must be at most 3; received 4" and answer.json()["field"] == field
