"""ONNX files and weights beside them in the preview of an upload."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from tests.backend.api.test_runs import problem
from tests.backend.api.test_uploads import NETWORKS
from tests.backend.networks.onnx.logits import model
from tests.backend.networks.onnx.test_operators import node, numbers_of

FILES = Path(__file__).parents[1] / "networks" / "onnx" / "files"


def preview(client: TestClient, content: bytes, weights: bytes | None = None, **form: str) -> Any:
    files = {"file": ("Digits v2.onnx", content)} | ({} if weights is None else {"weights": ("w.safetensors", weights)})
    return client.post(f"{NETWORKS}/preview", files=files, data={"dataset": "digits", **form})


def test_layers_of_an_onnx_file_are_told(client: TestClient) -> None:
    found = preview(client, (FILES / "digits-trained.onnx").read_bytes()).json()
    assert found["problem"] is None and found["name"] == "digits-v2"
    titles = [layer["title"] for layer in found["layers"]]
    assert titles == ["Convolution", "Max-pool", "Convolution", "Flatten", "Dense"]
    beside = preview(
        client, (FILES / "digits-begun.onnx").read_bytes(), (FILES / "digits-trained.safetensors").read_bytes()
    ).json()
    assert beside["problem"] is None and beside["layers"] == found["layers"]


def test_every_node_that_cannot_be_read_is_told(client: TestClient) -> None:
    nodes = [
        node("Cos", "images", out=["a"], name="one"),
        node("Sin", "a", out=["b"], name="two"),
        node("Flatten", "b", out=["f"]),
        node("Gemm", "f", "w", out=["logits"]),
    ]
    found = preview(client, model(nodes, {"w": numbers_of(64, 10)}, ("n", 1, 8, 8))).json()
    assert [(one["name"], one["kind"]) for one in found["refused"]] == [("one", "Cos"), ("two", "Sin")]


def test_where_channels_are_can_be_said(client: TestClient) -> None:
    nodes = [node("Flatten", "images", out=["f"]), node("Gemm", "f", "w", out=["logits"])]
    content = model(nodes, {"w": numbers_of(64, 10)}, ("n", "a", "b", "c"))
    assert "say which (channels first or last)" in preview(client, content).json()["problem"]
    assert preview(client, content, channels="first").json()["problem"] is None
    assert "channels" in problem(preview(client, content, channels="middle"), 422)


def test_a_pickle_is_told_how_to_come(client: TestClient) -> None:
    said = preview(client, b"\x80\x02}q\x00.").json()["problem"]
    assert said.endswith('torch.onnx.export(model.eval(), torch.zeros(1, 1, 8, 8), "model.onnx", external_data=False)')
