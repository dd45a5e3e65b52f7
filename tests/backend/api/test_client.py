"""The client for notebooks, against the real API on a fresh store; only what workers would do is done by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import httpx2
import numpy as np
import pytest
from fastapi.testclient import TestClient

from backend.client import Client, following
from backend.jobs import predictions
from backend.networks.own import from_path
from backend.schemas.dynamics import Dynamics
from backend.schemas.prediction import PredictedCurve, Prediction
from backend.schemas.problem import ApiProblem
from backend.schemas.run import Run
from backend.schemas.spec import Spec
from backend.store.prepare import prepare
from backend.store.session import Store
from tests.backend.api.test_uploads import MeasuringQueue
from tests.backend.api.test_uploads import model as keras_file

SPEC = {"networks": ["digits/mlp-noise0"], "sweep": {"x": {"parameter": "internal_noise.read", "values": [0.3]}}}


@pytest.fixture
def python(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(following, "AGAIN_AFTER_S", 0.0)
    with Client("http://testserver", transport=client._transport) as made:
        yield made


def test_lists_are_models(python: Client) -> None:
    assert python.networks().total == len(python.networks().items) > 50
    assert any(item.name == "digits" for item in python.datasets().items)
    assert any(device.id == "pcm-joshi" for device in python.devices().items)


def test_a_run_is_followed_until_it_ends(python: Client, capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[str] = []

    def watch(run: Run) -> None:
        if not seen:
            python.cancel(run.id)
        seen.append(run.state)

    run = python.run(SPEC, on_progress=watch)
    assert run.state == "cancelled" and seen == ["queued", "cancelled"]
    assert python.runs(state="cancelled").total == 1 and python.get_run(run.id) == run
    assert python.cancel(run.id) == run == python.follow(run.id, progress=False)
    assert capsys.readouterr().err == f"run {run.id} queued\nrun {run.id} cancelled\n"


def interrupt(run: Run) -> None:
    if run.state == "queued":
        raise KeyboardInterrupt


def test_an_interrupt_cancels_the_run(python: Client) -> None:
    assert python.run(Spec.model_validate(SPEC), on_progress=interrupt).state == "cancelled"


@pytest.mark.parametrize(("answer", "state"), [("", "cancelled"), ("n", "queued")])
def test_an_interrupt_in_a_terminal_asks_first(
    answer: str, state: str, python: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: print(question) or answer)
    with nullcontext() if state == "cancelled" else pytest.raises(KeyboardInterrupt):
        python.run(SPEC, on_progress=interrupt)
    run = python.runs().items[0]
    assert run.state == state and f"Cancel run {run.id} on the server?" in capsys.readouterr().out


def test_a_spec_comes_from_a_file_or_with_numbers_of_numpy(python: Client, tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SPEC))
    values = {**SPEC, "sweep": {"x": {"parameter": "internal_noise.read", "values": np.linspace(0.3, 0.3, 1)}}}
    assert python.submit(path).id == python.submit(str(path)).id == python.submit(SPEC).id == python.submit(values).id
    path.write_text("[]")
    with pytest.raises(ValueError, match="must hold an object"):
        python.submit(path)


@pytest.fixture
def queue(store: Store) -> MeasuringQueue:
    made = MeasuringQueue(store)
    made.measured = {"accuracy": 0.42, "by_class": [0.42] * 10}
    return made


def test_a_network_is_added_and_removed(python: Client, tmp_path: Path) -> None:
    path = tmp_path / "My net.keras"
    path.write_bytes(keras_file())
    card = python.add_network(path, dataset="digits", input="unit")
    assert card.id == "digits/my-net" and card == python.network(card.id)
    assert python.add_network(keras_file(), dataset="digits", name="b", input="bytes").input_values == "bytes"
    assert len(python.preview_network(path, dataset="digits").layers) == len(card.layers)
    assert from_path(python.download_network(card.id, tmp_path / "net.npz"))[0] == card
    python.remove_network(card.id)
    with pytest.raises(ApiProblem, match="there is no network"):
        python.network(card.id)
    assert python.add_network(keras_file(), dataset="digits", name="b", input="unit", replace=True).input_values == "unit"
    assert python.add_network(keras_file(), dataset="digits", name="c", replace=True).id == "digits/c"
    with pytest.raises(ApiProblem, match="stays"):
        python.add_network(keras_file(), dataset="digits", name="mlp-noise0", replace=True)
    with pytest.raises(ApiProblem, match="there is a network") as caught:
        python.add_network(keras_file(), dataset="digits", name="b")
    assert caught.value.field == "name"


def test_a_device_is_added_from_columns_and_removed(python: Client) -> None:
    columns = {"level": np.array([0, 40, 100]), "mean": [0.2, 40, 99], "std": (0.5, 1, 2)}
    device = python.add_device(columns, name="mine", unit="uS")
    assert device.title == "mine" and device == python.device(device.id)
    python.remove_device(device.id)
    assert device.id not in {one.id for one in python.devices().items}


def test_a_data_set_is_added_from_arrays_or_a_file_and_removed(python: Client, queue: MeasuringQueue, tmp_path: Path) -> None:
    drawn = np.random.default_rng(0)
    images, labels = drawn.integers(0, 256, (40, 4, 4)), np.arange(40) % 2
    info = python.add_dataset("mine", images, labels, images, labels, classes=("cat", "dog"), kind="image", title="My own")
    assert (info.title, info.classes, info.shape, info.test_images) == ("My own", ("cat", "dog"), (4, 4, 1), 40)
    assert info == python.dataset("mine") and info in python.datasets().items
    np.savez(tmp_path / "other.npz", x_test=images, y_test=labels)
    assert not python.add_dataset("other", tmp_path / "other.npz").for_training
    card = python.add_network(keras_file(units=2, pixels=16, shape=(4, 4, 1)), dataset="mine", name="net", input="unit")
    with pytest.raises(ApiProblem, match=card.id):
        python.remove_dataset("mine")
    python.remove_dataset("mine", force=True)
    python.remove_dataset("other")
    with pytest.raises(ApiProblem, match="mine"):
        python.dataset("mine")


def test_a_run_is_removed(python: Client) -> None:
    run = python.submit(SPEC)
    python.remove_run(run.id)
    with pytest.raises(ApiProblem, match=run.id):
        python.follow(run.id)


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


def test_dynamics_are_asked_for_and_followed(python: Client, tmp_path: Path) -> None:
    request = {"networks": ["digits/rnn-t4-noise0"], "images": np.int64(20)}
    (tmp_path / "request.json").write_text(json.dumps({**request, "images": 20}))
    seen: list[str] = []

    def interrupt_it(dynamics: Dynamics) -> None:
        seen.append(dynamics.state)
        if dynamics.state == "queued":
            raise KeyboardInterrupt

    stopped = python.dynamics(request, on_progress=interrupt_it)
    assert (stopped.state, stopped.request.images, seen) == ("cancelled", 20, ["queued", "cancelled"])
    again = python.dynamics(tmp_path / "request.json", progress=False, on_progress=interrupt_it)
    assert again.id != stopped.id, "what was cancelled is no answer"
    with pytest.raises(ApiProblem, match="must have a recurrent layer"):
        python.dynamics({"networks": ["digits/mlp-noise0"]})
    with pytest.raises(ApiProblem, match="there is nothing to share"):
        python.share(dynamics=stopped.id)


def test_curves_are_predicted(python: Client, store: Store) -> None:
    prediction_id = python._wire.post("/predictions", Prediction, SPEC).id
    facts = {"left_out": [], "images": 500, "clean": 0.98, "half_width": 0.01}
    curve = PredictedCurve.model_validate({"network": "digits/mlp-noise0", "accuracy": [0.4], **facts})
    with store.write() as session:
        predictions.claim(session, prediction_id, owner="me", now=0.0, lease_s=60.0)
        predictions.save_curve(session, prediction_id, curve, owner="me", last=True)
    predicted = python.predict(SPEC, progress=False)
    assert (predicted.id, predicted.curves, predicted.progress) == (prediction_id, [curve], 1.0)
