"""Data sets of one's own: uploaded as data, listed beside the others, used, and removed with what depends on them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from backend import datasets
from backend.datasets.own import library
from backend.jobs import TRAININGS
from backend.networks.describe import describe
from backend.networks.files import pack, sha256
from backend.networks.recipe import Recipe
from backend.schemas.dataset import DatasetInfo
from backend.schemas.tasks import DATA
from backend.settings import Settings
from backend.store.datasets import StoreLibrary, use_store
from backend.store.networks import save_network
from backend.store.rows import DatasetPartRow, DatasetRow
from backend.store.session import Store
from tests.backend.api.conftest import RememberingQueue
from tests.backend.api.test_runs import problem
from tests.backend.datasets.own.files import arrays_of, npz
from tests.frontend.examples import a_card

DATASETS = "/api/v1/datasets"


def add(client: TestClient, name: str = "mine", content: bytes | None = None, **fields: str) -> Any:
    files = {"file": ("mine.npz", npz(**arrays_of()) if content is None else content)}
    return client.post(DATASETS, files=files, data={"name": name, **fields})


def add_network(store: Store) -> None:
    """An untrained network for the data set, as if it had been trained here."""
    recipe, random = Recipe(dataset="mine", family="mlp", hidden=(6,)), np.random.default_rng(0)
    facts = describe(recipe.layers(), recipe.input_shape)
    weights = pack(
        {
            f"{layer.index}.{name}": random.normal(0, 0.5, shape).astype(np.float32)
            for layer in facts.layers
            for name, shape in layer.arrays.items()
        }
    )
    made = a_card(
        "mine/made", family="mlp", origin="trained", layers=recipe.layers(), input_shape=recipe.input_shape,
        weights_sha256=sha256(weights), macs=facts.macs, parameters=facts.parameters, cells=facts.cells,
    )  # fmt: skip
    with store.write() as session:
        save_network(session, made, weights)


def test_a_data_set_is_added_listed_and_read(client: TestClient, settings: Settings) -> None:
    answer = add(client, title="My images", licence="CC0", citation="Me")
    assert answer.status_code == 201, answer.text
    info = DatasetInfo.model_validate(answer.json())
    assert (info.origin, info.present, info.title, info.licence) == ("own", True, "My images", "CC0")
    assert answer.headers["Location"] == f"{DATASETS}/mine"
    assert client.get(f"{DATASETS}/mine").json() == answer.json()
    items = client.get(DATASETS).json()["items"]
    assert [item["name"] for item in items] == [*datasets.SOURCES, "mine"]
    assert {item["origin"] for item in items} == {"shipped", "found", "own"}
    data = datasets.load("mine", settings.data_path)
    np.testing.assert_allclose(data.test_images, arrays_of()["x_test"] / 255, rtol=1e-6)


def test_a_worker_on_another_machine_reads_it_from_the_store(client: TestClient, settings: Settings, store: Store) -> None:
    here = datasets.load("mine", settings.data_path) if add(client).status_code == 201 else None
    assert here is not None
    use_store(store, settings.model_copy(update={"home": settings.home / "another machine"}))
    there = datasets.source("mine").read(Path())
    np.testing.assert_array_equal(here.train_images, there.train_images)


def test_where_home_cannot_be_written_files_lie_elsewhere(client: TestClient, settings: Settings, store: Store) -> None:
    add(client)
    settings.home.joinpath("other").write_text("a file where a folder should be")
    use_store(store, settings.model_copy(update={"home": settings.home / "other"}))
    assert datasets.source("mine").read(Path()).test_labels.size == 12
    assert len(list((settings.data_path / ".own").glob("*.npz"))) == 1


def test_files_of_removed_data_sets_go(client: TestClient, settings: Settings) -> None:
    for name, seed in (("first", 0), ("second", 1)):
        add(client, name, npz(**arrays_of(seed=seed)))
        datasets.source(name).read(Path())
    files = settings.home / "datasets"
    assert len(list(files.iterdir())) == 2
    client.delete(f"{DATASETS}/first")
    add(client, "third", npz(**arrays_of(seed=2)))
    datasets.source("third").read(Path())
    assert {file.stem for file in files.iterdir()} == {datasets.record_of(name).sha256 for name in ("second", "third")}


def test_parts_of_a_file_come_together_again(
    client: TestClient, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.store.datasets.PART_BYTES", 100)
    add(client)
    with store.read() as session:
        assert session.query(DatasetPartRow).count() > 5
    data = datasets.load("mine", settings.data_path)
    assert len(data.test_labels) == 12
    content = client.get(f"{DATASETS}/mine/file.npz").content
    again = add(client, "again", content)
    assert again.json()["sha256"] == client.get(f"{DATASETS}/mine").json()["sha256"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "My Set"}, "name must be of the form"),
        ({"name": "x" * 41}, "name must be at most 40"),
        ({"kind": "video"}, "file: kind must be image or sequence; received 'video'"),
        ({"kind": "sequence"}, "file: x_test must have the axes (n, time steps) or (n, time steps, features)"),
        ({"content": b"nothing"}, "file: the file cannot be read: it is no .npz"),
        ({"content": npz(x_test=np.zeros((12, 4)))}, "file: the file holds no y_test"),
    ],
)
def test_what_is_no_data_set_is_refused(client: TestClient, fields: dict[str, Any], sentence: str) -> None:
    assert sentence in problem(add(client, **fields), 422)
    assert len(client.get(DATASETS).json()["items"]) == len(datasets.SOURCES)


def test_an_upload_may_be_larger_than_others_but_not_boundless(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = npz(**arrays_of()) + bytes(settings.max_upload_bytes)
    assert add(client, content=large).status_code == 422  # read, and no .npz
    monkeypatch.setattr("backend.datasets.own.reading.MOST_FILE_BYTES", 1000)
    assert "at most 1,000 bytes" in problem(add(client), 422)


@pytest.mark.parametrize("name", ["digits", "mnist", "mine"])
def test_a_name_is_given_once(client: TestClient, name: str) -> None:
    add(client)
    assert f"there is a data set {name} already" in problem(add(client, name), 409)


def test_a_store_is_not_filled_without_end(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.datasets.MOST_DATASETS", 1)
    add(client)
    assert "there are 1 data sets already" in problem(add(client, "more"), 409)


def test_what_depends_on_a_data_set_is_named_before_it_is_removed(client: TestClient, store: Store) -> None:
    add(client)
    with store.write() as session:
        save_network(session, a_card("mine/a", family="mlp", origin="trained"), b"w")
        save_network(session, a_card("mine/b", family="mlp", origin="trained"), b"w")
        save_network(session, a_card("mine-too/c", family="mlp", origin="trained"), b"w")
    told = problem(client.delete(f"{DATASETS}/mine"), 409)
    assert "2 networks (mine/a, mine/b), removed with it, and 0 runs with results that stay" in told
    assert client.get(f"{DATASETS}/mine/dependents").json()["networks"] == ["mine/a", "mine/b"]
    assert client.delete(f"{DATASETS}/mine?force=true").status_code == 204
    assert client.get(f"{DATASETS}/mine").status_code == 404
    own = {one["id"] for one in client.get("/api/v1/networks").json()["items"] if one["origin"] != "zoo"}
    assert own == {"mine-too/c"}
    with store.read() as session:
        assert session.query(DatasetRow).count() == session.query(DatasetPartRow).count() == 0


def test_a_bundle_brings_the_data_set_along(client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(client)
    add_network(store)
    spec = {"networks": ["mine/made"], "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0, 0.1]}}}
    run = client.post("/api/v1/runs", json=spec)
    assert run.status_code == 201, run.text
    here = f"/api/v1/runs/{run.json()['id']}"

    def bundle() -> tuple[str, dict[str, bytes]]:
        with zipfile.ZipFile(io.BytesIO(client.get(f"{here}/export/zip").content)) as archive:
            files = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
        return files["README.txt"].decode(), files

    readme, files = bundle()
    assert "`mhoscope data add datasets/mine.npz --name mine` adds its data set" in readme
    again = add(client, "again", files["datasets/mine.npz"])
    assert again.json()["sha256"] == client.get(f"{DATASETS}/mine").json()["sha256"]
    with monkeypatch.context() as patched:
        patched.setattr("backend.api.files.MOST_DATA_BYTES", 10)
        readme, files = bundle()
    assert "the data set mine is too large to go along" in readme and "datasets/mine.npz" not in files
    client.post(f"{here}/cancel")
    told = problem(client.delete(f"{DATASETS}/mine"), 409)
    assert "1 network (mine/made), removed with it, and 1 run with results that stay" in told
    assert client.delete(f"{DATASETS}/mine?force=true").status_code == 204
    readme, files = bundle()
    assert "datasets" not in readme and client.get(here).json()["spec"]["networks"] == ["mine/made"]
    assert client.get("/api/v1/runs").json()["total"] == 1


def test_one_that_nothing_depends_on_is_removed_at_once(client: TestClient) -> None:
    add(client)
    assert client.delete(f"{DATASETS}/mine").status_code == 204
    assert "there is no data set 'mine'" in problem(client.delete(f"{DATASETS}/mine"), 404)
    assert "belongs to the program" in problem(client.delete(f"{DATASETS}/digits"), 409)


def test_jobs_under_way_keep_their_data(client: TestClient, queue: RememberingQueue) -> None:
    add(client)
    training = client.post("/api/v1/trainings", json={"dataset": "mine", "family": "mlp", "epochs": 1})
    assert training.status_code == 201, training.text
    assert "1 job with the data set mine must end first" in problem(client.delete(f"{DATASETS}/mine?force=true"), 409)
    client.post(f"/api/v1/trainings/{training.json()['id']}/cancel")
    assert client.delete(f"{DATASETS}/mine?force=true").status_code == 204
    # The training is still there to be read, and says why it cannot be had again.
    listed = client.get("/api/v1/trainings").json()["items"][0]
    assert listed["recipe"]["dataset"] == "mine" and "--dataset mine" in listed["command"]
    assert "dataset must be 'digits'" in problem(client.post(f"/api/v1/trainings/{training.json()['id']}/retry"), 422)
    assert queue.keys[TRAININGS.task.name]


def test_data_that_are_only_tested_on_are_not_trained_on(client: TestClient) -> None:
    arrays = arrays_of(test=40)
    add(client, content=npz(x_test=arrays["x_test"], y_test=arrays["y_test"]))
    told = problem(client.post("/api/v1/trainings", json={"dataset": "mine", "family": "mlp"}), 422)
    assert told == "dataset must have training images; mine has test images alone"


def test_samples_and_statistics_are_asked_of_a_worker(client: TestClient, queue: RememberingQueue) -> None:
    queue.answers[DATA] = {
        "dataset": "digits", "part": "test", "shape": [8, 8, 1], "offset": 0, "scale": 0.1, "items": [], "total": 0
    }  # fmt: skip
    assert client.get(f"{DATASETS}/digits/samples?class=3&count=5").json()["total"] == 0
    queue.answers[DATA] = {"dataset": "digits", "offset": 0, "scale": 0.1, "parts": []}
    assert client.get(f"{DATASETS}/digits/statistics").json()["parts"] == []
    assert "there is no data set 'nobody'" in problem(client.get(f"{DATASETS}/nobody/samples"), 404)
    assert "count must be at most 100" in problem(client.get(f"{DATASETS}/digits/samples?count=101"), 422)
    assert "data set mnist is not installed" in problem(client.get(f"{DATASETS}/mnist/statistics"), 422)


def test_another_data_set_under_an_old_name_is_another_one(client: TestClient, settings: Settings) -> None:
    add(client)
    before = datasets.load("mine", settings.data_path), datasets.identity("mine")
    client.delete(f"{DATASETS}/mine")
    with pytest.raises(datasets.UnknownDataset):
        datasets.load("mine", settings.data_path)
    add(client, content=npz(**arrays_of(seed=1)))
    after = datasets.load("mine", settings.data_path), datasets.identity("mine")
    assert before[1] != after[1] and (before[0].test_images != after[0].test_images).any()


def test_the_api_is_where_own_data_sets_are_found(client: TestClient) -> None:
    assert isinstance(library.current(), StoreLibrary)
