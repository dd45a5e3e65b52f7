"""Networks of one's own: uploaded as data, measured, listed, forgotten."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import h5py
import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from backend import jobs
from backend.api import uploads
from backend.api.uploads import LONGEST_WAIT_S
from backend.schemas.network import Measured
from backend.schemas.tasks import Task
from backend.settings import Settings
from backend.store.jobs import fail
from backend.store.prepare import prepare
from backend.store.rows import NetworkRow, ShareRow, UploadRow
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue
from tests.backend.api.test_runs import problem

NETWORKS, UPLOADS = "/api/v1/networks", "/api/v1/uploads"


class MeasuringQueue(RememberingQueue):
    """Measures an upload once it is woken for it, if it was told what comes of that."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.measured: Any = None

    def send(self, task: Task, keys: Iterable[Sequence[Any]]) -> None:
        keys = list(keys)
        super().send(task, keys)
        if task == jobs.UPLOADS.task and self.measured is not None:
            for (upload_id,) in keys:
                self.work(upload_id)

    def work(self, upload_id: str) -> None:
        with self.store.write() as session:
            assert jobs.uploads.claim(session, upload_id, owner="me", now=time.time(), lease_s=10)
            if isinstance(self.measured, Exception):
                fail(session, UploadRow, upload_id, owner="me", reason=str(self.measured))
            else:
                jobs.uploads.complete(session, upload_id, owner="me", measured=Measured.model_validate(self.measured))


@pytest.fixture
def queue(store: Store) -> MeasuringQueue:
    return MeasuringQueue(store)


def model(units: int = 10, pixels: int = 64, shape: tuple[int, ...] = (8, 8, 1)) -> bytes:
    """A .keras file as Keras 3 lays it out: one Dense layer."""
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        file["layers/dense/vars/0"] = np.random.default_rng(0).standard_normal((pixels, units)).astype(np.float32)
        file["layers/dense/vars/1"] = np.zeros(units, np.float32)
    layers = [
        {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, *shape]}},
        {"class_name": "Flatten", "config": {"name": "flatten"}},
        {"class_name": "Dense", "config": {"name": "dense", "units": units, "activation": "softmax"}},
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
        archive.writestr("model.weights.h5", weights.getvalue())
    return buffer.getvalue()


def upload(client: TestClient, content: bytes, *, wait: str | None = None, **form: str) -> Any:
    params = {} if wait is None else {"wait": wait}
    data = {"dataset": "digits", "name": "mine", **form}
    return client.post(NETWORKS, params=params, files={"file": ("model.keras", content)}, data=data)


def test_a_network_is_uploaded_measured_and_forgotten(client: TestClient, queue: MeasuringQueue) -> None:
    queue.measured = {"accuracy": 0.42, "by_class": [0.42] * 10}
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


def test_what_was_found_of_its_inputs_is_answered_and_kept(client: TestClient, queue: MeasuringQueue) -> None:
    tried = [{"input_values": name, "accuracy": share, "loss": 1.0} for name, share in (("unit", 0.41), ("bytes", 0.97))]
    queue.measured = {"accuracy": 0.96, "by_class": [0.96] * 10, "input_values": "bytes", "tried": tried}
    card = upload(client, model()).json()
    assert (card["input_values"], card["layers"][0]) == ("bytes", {"kind": "scale", "scale": [255.0], "shift": [0.0]})
    assert card["notes"][-1].endswith("tried on training images, they gave unit 41.0 %, bytes 97.0 %.")
    file = client.get(f"{NETWORKS}/digits/mine/weights.npz").content
    queue.measured = {"accuracy": 0.96, "by_class": [0.96] * 10, "input_values": "bytes"}
    again = upload(client, file, name="again").json()
    assert again == card | {"id": "digits/again"}
    said = problem(upload(client, file, name="other", input="unit"), 422)
    assert "file: the inputs of this network are bytes, as its file says, not unit" in said


def test_what_its_inputs_are_can_be_said(client: TestClient, queue: MeasuringQueue) -> None:
    queue.measured = {"accuracy": 0.12, "by_class": [0.12] * 10, "input_values": "symmetric"}
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


def test_what_takes_longer_is_answered_with_a_place_to_follow(
    client: TestClient, queue: MeasuringQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LONGEST_WAIT_S", 0.2)
    answer = upload(client, model())
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    place = answer.headers["location"]
    assert client.get(place).json() == answer.json()
    assert problem(client.get(f"{NETWORKS}/digits/mine"), 404), "it is not listed before it is measured"
    queue.measured = {"accuracy": 0.5, "by_class": [0.5] * 10}
    queue.work(answer.json()["id"])
    done = client.get(place).json()
    assert (done["state"], done["progress"], done["clean_accuracy"]) == ("done", 1.0, 0.5)
    assert client.get(f"{NETWORKS}/digits/mine").json()["clean_accuracy"] == 0.5


def test_nobody_has_to_wait(client: TestClient, queue: MeasuringQueue) -> None:
    began = time.monotonic()
    answer = upload(client, model(), wait="false")
    assert answer.status_code == 202 and time.monotonic() - began < LONGEST_WAIT_S / 2
    assert client.get(UPLOADS).json()["items"] == [answer.json()]


def test_a_name_is_held_while_it_is_measured_and_free_after_a_cancel(
    client: TestClient, queue: MeasuringQueue, store: Store
) -> None:
    first = upload(client, model(), wait="false").json()
    assert "is being measured just now" in problem(upload(client, model(), wait="false"), 409)
    training = {"dataset": "digits", "family": "mlp", "name": "mine"}
    assert "already" in problem(client.post("/api/v1/trainings", json=training), 409)
    assert client.post(f"{UPLOADS}/{first['id']}/cancel").json()["state"] == "cancelled"
    queue.measured = {"accuracy": 0.5, "by_class": [0.5] * 10}
    assert upload(client, model()).status_code == 201
    assert "already" in problem(client.post(f"{UPLOADS}/{first['id']}/retry"), 409)
    client.delete(f"{NETWORKS}/digits/mine")
    assert client.post(f"{UPLOADS}/{first['id']}/retry").status_code == 200
    assert client.get(f"{NETWORKS}/digits/mine").status_code == 200


def test_a_training_under_way_keeps_the_name_of_its_network(client: TestClient, queue: MeasuringQueue) -> None:
    training = client.post("/api/v1/trainings", json={"dataset": "digits", "family": "mlp", "name": "mine"}).json()
    assert "is being trained just now" in problem(upload(client, model()), 409)
    client.post(f"/api/v1/trainings/{training['id']}/cancel")
    queue.measured = {"accuracy": 0.5, "by_class": [0.5] * 10}
    assert upload(client, model()).status_code == 201
    assert "already" in problem(client.post(f"/api/v1/trainings/{training['id']}/retry"), 409)


def test_why_a_network_could_not_be_measured_is_answered(client: TestClient, queue: MeasuringQueue) -> None:
    queue.measured = ValueError("its outputs are no finite numbers")
    assert "no finite numbers" in problem(upload(client, model()), 422)
    queue.measured = {"accuracy": 0.5, "by_class": [0.5] * 10}
    assert upload(client, model()).status_code == 201


def test_files_of_uploads_that_came_to_nothing_are_forgotten_after_a_day(
    client: TestClient, queue: MeasuringQueue, store: Store
) -> None:
    first = upload(client, model(), wait="false").json()
    client.post(f"{UPLOADS}/{first['id']}/cancel")
    with store.write() as session:
        session.execute(update(UploadRow).values(finished_at=datetime.now(UTC) - timedelta(days=2)))
    second = upload(client, model(), wait="false").json()
    assert [item["id"] for item in client.get(UPLOADS).json()["items"]] == [second["id"]]


def test_a_measured_network_of_any_age_keeps_its_name(client: TestClient, queue: MeasuringQueue, store: Store) -> None:
    queue.measured = {"accuracy": 0.5, "by_class": [0.5] * 10}
    assert upload(client, model()).status_code == 201
    with store.write() as session:
        session.execute(update(NetworkRow).values(created_at=datetime.now(UTC) - timedelta(days=400)))
    assert "already" in problem(upload(client, model()), 409)


@pytest.mark.parametrize("network", ["digits/mine", "digits/lstm-t8-noise0.1"])
def test_weights_are_downloaded_and_taken_again(client: TestClient, queue: MeasuringQueue, network: str) -> None:
    queue.measured = {"accuracy": 0.5, "by_class": [0.5] * 10}
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


def test_the_bundle_of_a_run_on_it_holds_its_weights(client: TestClient, queue: MeasuringQueue, store: Store) -> None:
    queue.measured = {"accuracy": 0.5, "by_class": [0.5] * 10}
    upload(client, model())
    run = client.post("/api/v1/runs", json={"networks": ["digits/mine", "digits/mlp-noise0"]}).json()
    weights = client.get(f"{NETWORKS}/digits/mine/weights.npz").content
    addresses = [f"/api/v1/runs/{run['id']}/export/zip", f"/api/v1/shares/{shared(client, store, run)}/export/zip"]
    for address in addresses:
        with zipfile.ZipFile(io.BytesIO(client.get(address).content)) as archive:
            networks = {name.split("/networks/")[1]: archive.read(name) for name in archive.namelist() if "/networks/" in name}
        assert set(networks) == {"digits/mine.npz", "digits/mlp-noise0.npz"} and networks["digits/mine.npz"] == weights
    client.delete(f"{NETWORKS}/digits/mine")
    with zipfile.ZipFile(io.BytesIO(client.get(addresses[0]).content)) as archive:
        assert not any("/networks/digits/mine" in name for name in archive.namelist())


def test_the_zoo_stays(client: TestClient) -> None:
    assert "ships with the program" in problem(client.delete(f"{NETWORKS}/digits/mlp-noise0"), 409)
