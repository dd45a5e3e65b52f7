"""Networks of one's own: uploaded as data, measured, listed, forgotten."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import h5py
import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from backend.jobs.trainings import create
from backend.networks.recipe import Recipe
from backend.queue import NoAnswer
from backend.schemas.tasks import MEASURE
from backend.settings import Settings
from backend.store.networks import MEASURING_AT_MOST_S
from backend.store.prepare import prepare
from backend.store.rows import NetworkRow, ShareRow
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue
from tests.backend.api.test_runs import problem

NETWORKS = "/api/v1/networks"


def model(units: int = 10, pixels: int = 64) -> bytes:
    """A .keras file as Keras 3 lays it out: one Dense layer."""
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        file["layers/dense/vars/0"] = np.random.default_rng(0).standard_normal((pixels, units)).astype(np.float32)
        file["layers/dense/vars/1"] = np.zeros(units, np.float32)
    layers = [
        {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, 8, 8, 1]}},
        {"class_name": "Flatten", "config": {"name": "flatten"}},
        {"class_name": "Dense", "config": {"name": "dense", "units": units, "activation": "softmax"}},
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
        archive.writestr("model.weights.h5", weights.getvalue())
    return buffer.getvalue()


def upload(client: TestClient, content: bytes, **form: str) -> Any:
    return client.post(NETWORKS, files={"file": ("model.keras", content)}, data={"dataset": "digits", "name": "mine", **form})


def test_a_network_is_uploaded_measured_and_forgotten(client: TestClient, queue: RememberingQueue) -> None:
    queue.answers[MEASURE] = {"accuracy": 0.42, "by_class": [0.42] * 10}
    answer = upload(client, model())
    card = answer.json()
    assert answer.status_code == 201, answer.text
    assert (card["id"], card["origin"], card["family"], card["clean_accuracy"]) == ("digits/mine", "uploaded", "custom", 0.42)
    assert (card["parameters"], card["cells"], card["macs"]) == (650, 1280, 640)
    assert client.get(f"{NETWORKS}/digits/mine").json() == card
    assert client.post("/api/v1/runs", json={"networks": ["digits/mine"]}).status_code == 201
    assert "there is a network digits/mine already" in problem(upload(client, model()), 409)
    assert client.delete(f"{NETWORKS}/digits/mine").status_code == 204
    assert problem(client.get(f"{NETWORKS}/digits/mine"), 404)


def test_what_was_found_of_its_inputs_is_answered_and_kept(client: TestClient, queue: RememberingQueue) -> None:
    tried = [{"input_values": name, "accuracy": share, "loss": 1.0} for name, share in (("unit", 0.41), ("bytes", 0.97))]
    queue.answers[MEASURE] = {"accuracy": 0.96, "by_class": [0.96] * 10, "input_values": "bytes", "tried": tried}
    card = upload(client, model()).json()
    assert (card["input_values"], card["layers"][0]) == ("bytes", {"kind": "scale", "scale": [255.0], "shift": [0.0]})
    assert card["notes"][-1].endswith("tried on training images, they gave unit 41.0 %, bytes 97.0 %.")
    file = client.get(f"{NETWORKS}/digits/mine/weights.npz").content
    queue.answers[MEASURE] = {"accuracy": 0.96, "by_class": [0.96] * 10, "input_values": "bytes"}
    again = upload(client, file, name="again").json()
    assert again == card | {"id": "digits/again"}
    said = problem(upload(client, file, name="other", input="unit"), 422)
    assert "file: the inputs of this network are bytes, as its file says, not unit" in said


def test_what_its_inputs_are_can_be_said(client: TestClient, queue: RememberingQueue) -> None:
    queue.answers[MEASURE] = {"accuracy": 0.12, "by_class": [0.12] * 10, "input_values": "symmetric"}
    card = upload(client, model(), input="symmetric").json()
    assert card["layers"][0] == {"kind": "scale", "scale": [2.0], "shift": [-1.0]}
    assert "The clean accuracy, 12.00 %, is that of guessing (10 %)" in card["notes"][-1]
    assert "input must be auto, unit (0 to 1)" in problem(upload(client, model(), name="b", input="nan,1"), 422)
    assert "one for each of 1 channels" in problem(upload(client, model(), name="b", input="1,2,3,4"), 422)


def test_what_does_not_fit_is_refused(client: TestClient, settings: Settings) -> None:
    assert "file: the last layer has 7 units" in problem(upload(client, model(units=7)), 422)
    assert "images of" in problem(upload(client, model(pixels=784)), 422)
    assert "file: the file is neither" in problem(upload(client, b"GIF89a"), 422)
    assert "dataset: there is no data set 'cifar'" in problem(upload(client, model(), dataset="cifar"), 422)
    assert "dataset: data set mnist is not installed" in problem(upload(client, model(), dataset="mnist"), 422)
    assert "name must be of the form" in problem(upload(client, model(), name="../etc"), 422)
    assert "already" in problem(upload(client, model(), name="mlp-noise0"), 409)
    assert client.post(NETWORKS, files={"file": ("m", b"x" * (settings.max_upload_bytes + 1))}).status_code == 413


def test_without_a_worker_nothing_is_left_behind(client: TestClient, queue: RememberingQueue) -> None:
    queue.answers[MEASURE] = NoAnswer("no worker answered within 60 s")
    problem(upload(client, model()), 503)
    assert problem(client.get(f"{NETWORKS}/digits/mine"), 404)
    queue.answers[MEASURE] = {"accuracy": 0.5, "by_class": [0.5] * 10}
    assert upload(client, model()).status_code == 201


def test_an_upload_whose_process_was_killed_holds_its_name_for_a_while_only(
    client: TestClient, queue: RememberingQueue, store: Store
) -> None:
    queue.answers[MEASURE] = {"accuracy": 0.5, "by_class": [0.5] * 10}
    assert upload(client, model()).status_code == 201
    with store.write() as session:
        session.execute(update(NetworkRow).values(measured=False))
    assert "is being measured just now" in problem(upload(client, model()), 409)
    with store.write() as session:
        session.execute(update(NetworkRow).values(created_at=datetime.now(UTC) - timedelta(seconds=2 * MEASURING_AT_MOST_S + 1)))
    with store.write() as session:
        assert create(session, Recipe.model_validate({"dataset": "digits", "family": "mlp"}), "mine")
        session.rollback()
    assert upload(client, model()).status_code == 201


def test_a_measured_network_of_any_age_keeps_its_name(client: TestClient, queue: RememberingQueue, store: Store) -> None:
    queue.answers[MEASURE] = {"accuracy": 0.5, "by_class": [0.5] * 10}
    assert upload(client, model()).status_code == 201
    with store.write() as session:
        session.execute(update(NetworkRow).values(created_at=datetime.now(UTC) - timedelta(days=400)))
    assert "already" in problem(upload(client, model()), 409)


@pytest.mark.parametrize("network", ["digits/mine", "digits/lstm-t8-noise0.1"])
def test_weights_are_downloaded_and_taken_again(client: TestClient, queue: RememberingQueue, network: str) -> None:
    queue.answers[MEASURE] = {"accuracy": 0.5, "by_class": [0.5] * 10}
    upload(client, model())
    card = client.get(f"{NETWORKS}/{network}").json()
    file = client.get(f"{NETWORKS}/{network}/weights.npz")
    assert file.headers["content-disposition"] == f'attachment; filename="{network.replace("/", "-")}.npz"'
    answer = upload(client, file.content, name="again")
    assert answer.status_code == 201, answer.text
    fresh = {"id": "digits/again", "origin": "uploaded", "clean_accuracy": 0.5, "class_accuracy": [0.5] * 10}
    assert answer.json() == card | fresh
    assert problem(client.get(f"{NETWORKS}/digits/nobody/weights.npz"), 404)


def shared(client: TestClient, store: Store, run: dict[str, Any]) -> str:
    """The id of a share that looks as if this run had ended and been shared."""
    prepare(store)  # brings a finished run
    finished = client.get("/api/v1/runs", params={"state": "done"}).json()["items"][0]["id"]
    share: str = client.post("/api/v1/shares", json={"run": finished}).json()["id"]
    with store.write() as session:
        session.execute(update(ShareRow).where(ShareRow.id == share).values(run=run))
    return share


def test_the_bundle_of_a_run_on_it_holds_its_weights(client: TestClient, queue: RememberingQueue, store: Store) -> None:
    queue.answers[MEASURE] = {"accuracy": 0.5, "by_class": [0.5] * 10}
    upload(client, model())
    run = client.post("/api/v1/runs", json={"networks": ["digits/mine", "digits/mlp-noise0"]}).json()
    weights = client.get(f"{NETWORKS}/digits/mine/weights.npz").content
    addresses = [f"/api/v1/runs/{run['id']}/export/zip", f"/api/v1/shares/{shared(client, store, run)}/export/zip"]
    for address in addresses:
        with zipfile.ZipFile(io.BytesIO(client.get(address).content)) as archive:
            networks = {name.split("/networks/")[1]: archive.read(name) for name in archive.namelist() if "/networks/" in name}
        assert networks == {"digits/mine.npz": weights}
    client.delete(f"{NETWORKS}/digits/mine")
    with zipfile.ZipFile(io.BytesIO(client.get(addresses[0]).content)) as archive:
        assert not any("/networks/" in name for name in archive.namelist())


def test_the_zoo_stays(client: TestClient) -> None:
    assert "ships with the program" in problem(client.delete(f"{NETWORKS}/digits/mlp-noise0"), 409)
