"""The client for notebooks, against the real API on a fresh store; only what workers would do is done by hand."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from fastapi.testclient import TestClient

from backend import client as module
from backend.client import Client
from backend.schemas.problem import ApiProblem
from backend.schemas.run import Run
from backend.schemas.spec import Spec
from backend.store.prepare import prepare
from backend.store.session import Store

SPEC = {"networks": ["digits/mlp-noise0"], "sweep": {"x": {"parameter": "internal_noise.read", "values": [0.3]}}}


@pytest.fixture
def python(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(module, "FIRST_LOOKS_S", (0.0,))
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0.0)
    with Client("http://testserver", transport=client._transport) as made:
        yield made


def test_lists_are_models(python: Client) -> None:
    assert python.networks().total == len(python.networks().items) > 50
    assert any(item.name == "digits" for item in python.datasets().items)
    assert any(device.id == "pcm-joshi" for device in python.devices().items)


def test_a_run_is_followed_until_it_ends(python: Client) -> None:
    seen: list[str] = []

    def watch(run: Run) -> None:
        seen.append(run.state)
        if len(seen) == 3:
            python._post(f"/runs/{run.id}/cancel", Run, None)

    run = python.run(SPEC, on_progress=watch)
    assert run.state == "cancelled" and seen == ["queued", "queued", "queued", "cancelled"]
    assert python.runs(state="cancelled").total == 1 and python.get_run(run.id) == run


def test_an_interrupt_cancels_the_run(python: Client) -> None:
    def interrupt(run: Run) -> None:
        if run.state == "queued":
            raise KeyboardInterrupt

    assert python.run(Spec.model_validate(SPEC), on_progress=interrupt).state == "cancelled"


def test_a_run_can_be_shared(python: Client, store: Store) -> None:
    prepare(store)  # brings a finished run
    done = python.runs(state="done").items[0]
    shared = python.share(done.id, title="A talk")
    assert shared.title == "A talk" and shared.revoke_key and shared.run == python.get_run(done.id)
    with pytest.raises(ApiProblem, match="can be shared once it has ended"):
        python.share(python.submit(SPEC).id)


def test_a_refusal_is_one_sentence(python: Client) -> None:
    with pytest.raises(ApiProblem, match=r"images must be .*1") as caught:
        python.run({**SPEC, "images": 0})
    assert (caught.value.status, caught.value.field) == (422, "images")


def test_a_server_that_is_not_there_is_named() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    with Client(transport=httpx2.MockTransport(refuse)) as client, pytest.raises(ApiProblem, match="cannot be reached"):
        client.networks()


def test_a_proxys_page_tells_its_status() -> None:
    page = httpx2.MockTransport(lambda _: httpx2.Response(502, html="<h1>Bad gateway</h1>"))
    with Client(transport=page) as client, pytest.raises(ApiProblem, match="the API answered 502"):
        client.networks()


def test_the_token_goes_along() -> None:
    heard: list[str | None] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        heard.append(request.headers.get("authorization"))
        return httpx2.Response(200, json={"items": [], "total": 0})

    with Client(token="secret", transport=httpx2.MockTransport(answer)) as client:
        client.runs(state=None)
    assert heard == ["Bearer secret"]
