"""What an uploaded file holds is told before anything of it is kept."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import h5py
import numpy as np
import pytest
from fastapi.testclient import TestClient

from backend.networks import load_card, zoo_weights
from backend.networks.portable import with_card
from tests.backend.api.test_datasets import add
from tests.backend.api.test_runs import problem
from tests.backend.api.test_uploads import NETWORKS, model
from tests.backend.networks.test_keras_hostile import HOSTILE


def preview(client: TestClient, content: bytes, filename: str = "My model v2.keras", **form: str) -> Any:
    return client.post(f"{NETWORKS}/preview", files={"file": (filename, content)}, data={"dataset": "digits", **form})


def test_layers_are_told_with_sizes_and_nothing_is_kept(client: TestClient) -> None:
    before = client.get(NETWORKS).json()
    found = preview(client, model()).json()
    assert (found["name"], found["dataset"], found["input_shape"]) == ("my-model-v2", "digits", [8, 8, 1])
    assert (found["parameters"], found["cells"], found["macs"], found["problem"]) == (650, 1280, 640, None)
    flatten, dense = found["layers"]
    assert (flatten["title"], flatten["shape"], flatten["inputs"], flatten["crossbar"]) == ("Flatten", [64], [-1], None)
    assert (dense["shape"], dense["inputs"], dense["parameters"], dense["macs"]) == ([10], [0], 650, 640)
    assert dense["crossbar"] == {"rows": 64, "columns": 10, "arrays": 1, "reads": 1}
    assert client.get(NETWORKS).json() == before


def test_a_downloaded_network_knows_its_inputs(client: TestClient) -> None:
    card = load_card("digits/cnn-noise0")
    found = preview(client, with_card(card, zoo_weights(card)), "cnn.npz").json()
    assert (found["input_values"], found["macs"], len(found["layers"])) == ("unit", card.macs, len(card.layers))
    assert (found["made_for"], preview(client, model()).json()["made_for"]) == ("digits", None)


def two_that_cannot_be_read() -> bytes:
    """A model of which two layers cannot be read."""
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        file["layers/dense/vars/0"] = np.zeros((64, 10), np.float32)
        file["layers/dense/vars/1"] = np.zeros(10, np.float32)
    layers = [
        {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, 8, 8, 1]}},
        {"class_name": "Lambda", "config": {"name": "my_code"}},
        {"class_name": "Flatten", "config": {"name": "flatten", "data_format": "sideways"}},
        {"class_name": "Dense", "config": {"name": "dense", "units": 10}},
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
        archive.writestr("model.weights.h5", weights.getvalue())
    return buffer.getvalue()


def test_all_layers_that_cannot_be_read_are_told_one_by_one(client: TestClient) -> None:
    found = preview(client, two_that_cannot_be_read()).json()
    code, flatten = found["refused"]
    assert (code["name"], code["kind"]) == ("my_code", "Lambda") and "cannot be read" in code["reason"]
    assert (flatten["name"], flatten["kind"]) == ("flatten", "Flatten") and "sideways" in flatten["reason"]
    assert "2 layers cannot be read" in found["problem"] and found["layers"] == []


def test_what_stands_in_the_way_of_a_whole_file_is_told(client: TestClient) -> None:
    assert "neither a .keras" in preview(client, b"GIF89a").json()["problem"]
    assert preview(client, model(units=7)).json()["fits"] == []
    assert "7 units" in preview(client, model(units=7)).json()["problem"]
    assert "there is no data set 'cifar'" in problem(preview(client, model(), dataset="cifar"), 422)
    assert "input must be auto" in problem(preview(client, model(), input="nan,1"), 422)


def test_a_file_for_other_images_says_what_it_fits(client: TestClient) -> None:
    assert add(client).status_code == 201
    said = preview(client, model(), dataset="mine").json()
    assert said["fits"] == ["digits"] and "images of" in said["problem"]


@pytest.mark.parametrize("name", ["hang", "segv"])
def test_a_file_that_would_end_the_server_or_hold_it_is_refused(client: TestClient, name: str) -> None:
    content = (HOSTILE / f"{name}.h5").read_bytes()
    assert "made to do harm" in preview(client, content, "model.h5").json()["problem"]
    answer = client.post(NETWORKS, files={"file": ("model.h5", content)}, data={"dataset": "digits", "name": "harm"})
    assert "made to do harm" in problem(answer, 422)
    assert client.get(f"{NETWORKS}/digits/harm").status_code == 404
