"""A run is followed through whatever happens to its stream of events; the server is a list of answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from backend.client import Client, following
from backend.networks import zoo_cards
from backend.schemas.problem import ApiProblem
from backend.schemas.run import Run

POINT = {
    "network": "a/b",
    "accuracy": 0.5,
    "ci_low": 0.4,
    "ci_high": 0.6,
    "std_draws": 0,
    "p10": 0.5,
    "p90": 0.5,
    "draws": 2,
    "images": 9,
}
CARD = next(iter(zoo_cards().values()))
BROKEN = httpx2.ReadError("the connection broke")


def document(state: str, sequence: int) -> dict[str, Any]:
    spec = {"networks": ["a/b"]}
    facts = {"id": "r1", "created_at": "2026-01-01T00:00:00Z", "state": state, "progress": 0, "sequence": sequence, "clean": {}}
    return {"spec": spec, "spec_hash": "", "engine_version": "6", "points": [], "energy": {}, **facts}


def update(sequence: int, state: str = "running", *points: dict[str, Any]) -> bytes:
    data = {"sequence": sequence, "state": state, "progress": sequence / 10, "draws_done": 0, "clean": {}, "points": points}
    return event(sequence, data)


def event(sequence: int, data: dict[str, Any]) -> bytes:
    return f"event: update\nid: {sequence}\ndata: {json.dumps(data)}\n\n".encode()


def stream(*parts: bytes | Exception) -> httpx2.Response:
    def sent() -> Iterator[bytes]:
        for part in parts:
            if isinstance(part, Exception):
                raise part
            yield part

    return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=sent())


def run_is(state: str, sequence: int) -> httpx2.Response:
    return httpx2.Response(200, json=document(state, sequence))


class Server:
    """Answers in an order, or fails to; remembers what it was asked."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.answers, self.asked = list(answers), []  # type: list[httpx2.Response | Exception], list[tuple[str, str | None]]

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append((request.url.path.removeprefix("/api/v1/runs/"), request.headers.get("last-event-id")))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def followed(server: Server, monkeypatch: pytest.MonkeyPatch) -> tuple[Run, list[Run]]:
    monkeypatch.setattr(following, "AGAIN_AFTER_S", 0.0)
    seen: list[Run] = []
    with Client(transport=httpx2.MockTransport(server)) as client:
        return client.follow(Run.model_validate(document("queued", 1)), on_progress=seen.append, progress=False), seen


def test_a_stream_that_breaks_is_opened_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    first, sharper, second = {**POINT, "x": 0.0}, {**POINT, "x": 0.0, "draws": 9}, {**POINT, "x": 0.1}
    server = Server(
        stream(update(2, "running", first), update(3, "running", second), BROKEN),
        httpx2.ConnectError("refused"),
        httpx2.Response(503),
        httpx2.Response(502, html="<h1>Bad gateway</h1>"),
        stream(update(4, "running", sharper), update(5, "done")),
        run_is("done", 5),
    )
    run, seen = followed(server, monkeypatch)
    assert server.asked == [("r1/events", "1"), *[("r1/events", "3")] * 4, ("r1", None)]
    assert [(one.state, one.sequence) for one in seen] == [
        ("queued", 1), ("running", 2), ("running", 3), ("running", 4), ("done", 5),
    ]  # fmt: skip
    assert [(point.x, point.draws) for point in seen[3].points] == [(0.0, 9), (0.1, 2)] and run is seen[-1]


def test_a_stream_that_ends_by_itself_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(stream(), run_is("running", 4), stream(update(5, "failed")), run_is("failed", 5))
    assert followed(server, monkeypatch)[0].state == "failed"
    assert server.asked[2] == ("r1/events", "4")


def test_a_run_that_is_deleted_ends_in_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = httpx2.Response(404, json={"detail": "there is no run r1"})
    with pytest.raises(ApiProblem, match="there is no run r1"):
        followed(Server(stream(b'event: end\ndata: {"state": "deleted"}\n\n'), gone), monkeypatch)
    with pytest.raises(ApiProblem, match="there is no run r1"):
        followed(Server(gone), monkeypatch)


def upload_is(state: str, sequence: int, **facts: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("finished_at", "eta_s", "clean_accuracy", "error"))
    counts = {"images": 500, "images_done": 100 * sequence, "progress": sequence / 5, "sequence": sequence}
    return {"id": "u1", "network": CARD.id, "state": state, "created_at": "", **empty, **counts, **facts}


def test_a_network_is_followed_until_it_is_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(following, "AGAIN_AFTER_S", 0.0)
    server = Server(
        httpx2.Response(202, json=upload_is("queued", 0)),
        stream(*(event(n, upload_is("running", n)) for n in (1, 2)), BROKEN),
        stream(event(5, upload_is("done", 5))),
        httpx2.Response(200, json=upload_is("done", 5)),
        httpx2.Response(200, text=CARD.model_dump_json()),
    )
    with Client(transport=httpx2.MockTransport(server)) as client:
        assert client.add_network(b"", dataset="digits", name="mine") == CARD
    assert capsys.readouterr().err.splitlines() == [
        "upload u1 queued", "upload u1 running, 20%", "upload u1 running, 40%", "upload u1 done",
    ]  # fmt: skip


def test_a_network_that_cannot_be_measured_is_a_problem() -> None:
    failed = httpx2.Response(200, json=upload_is("failed", 1, error="too large"))
    answers = httpx2.Response(202, json=upload_is("queued", 0)), stream(), failed
    with Client(transport=httpx2.MockTransport(Server(*answers))) as client, pytest.raises(ApiProblem, match=r"^too large$"):
        client.add_network(b"", dataset="digits", name="mine", progress=False)


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "PATIENCE_S", -1.0)
    with pytest.raises(ApiProblem, match="cannot be reached"):
        followed(Server(httpx2.ConnectError("refused")), monkeypatch)
