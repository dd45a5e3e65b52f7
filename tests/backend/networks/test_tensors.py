"""Weights in a file of their own, beside a Keras or an ONNX file."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from safetensors.numpy import save

from backend.datasets import record_of
from backend.networks import keras
from backend.networks.keras.named import names_of
from backend.networks.own import NotAccepted, from_file
from backend.networks.tensors import NotTensors, read

DIGITS = record_of("digits")
HERE = Path(__file__).parent
ONNX = (HERE / "onnx" / "files" / "mlp-bn-torchscript.onnx").read_bytes()


def of_onnx() -> dict[str, np.ndarray]:
    made = onnx.load_from_string(ONNX)
    return {tensor.name: onnx.numpy_helper.to_array(tensor).copy() for tensor in made.graph.initializer}


def arrays(content: bytes, weights: bytes | None = None) -> dict[str, np.ndarray]:
    _card, packed = from_file(content, data=DIGITS, name="x", inputs="unit", weights=weights)
    with np.load(io.BytesIO(packed)) as archive:
        return {name: archive[name] for name in archive.files}


def test_weights_take_the_place_of_those_of_an_onnx_file() -> None:
    held = of_onnx()
    plain = arrays(ONNX)
    same = arrays(ONNX, save(held))
    assert all((plain[name] == same[name]).all() for name in plain)
    held["7.weight"] = 2 * held["7.weight"]
    counted = save({**held, "2.num_batches_tracked": np.array([7])})
    other = arrays(ONNX, counted)
    changed = [name for name in plain if (plain[name] != other[name]).any()]
    assert len(changed) == 1 and (other[changed[0]] == 2 * plain[changed[0]]).all()


@pytest.mark.parametrize("separator", ["/", "."])
def test_weights_take_the_place_of_those_of_a_keras_file(separator: str) -> None:
    path = next(iter(sorted((HERE / "files").glob("*.keras"))))
    file = keras.read(path.read_bytes())
    names: dict[str, np.ndarray] = {}
    for link, weights in zip(file.layers, file.weights, strict=True):
        for name, array in zip(names_of(link.kind, link.config), weights, strict=False):
            names[f"{link.config['name']}{separator}{name}"] = 0.5 * array
    made = keras.with_weights(file, read(save(names)))
    for before, after in zip(file.weights, made.weights, strict=True):
        assert all((0.5 * one == other).all() for one, other in zip(before, after, strict=True))
    with pytest.raises(NotTensors, match="it lacks"):
        keras.with_weights(file, dict(list(read(save(names)).items())[1:]))


def without(name: str) -> dict[str, np.ndarray]:
    return {one: array for one, array in of_onnx().items() if one != name}


def tensor(shape: list[int], end: int) -> dict[str, Any]:
    return {"a": {"dtype": "F32", "shape": shape, "data_offsets": [0, end]}}


def header(text: Any, data: bytes = b"") -> bytes:
    encoded = json.dumps(text).encode()
    return struct.pack("<Q", len(encoded)) + encoded + data


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        pytest.param(save(without("7.weight")), "it lacks 7.weight", id="one too few"),
        pytest.param(save({**of_onnx(), "more": np.ones(3)}), "has, beside the network's, more", id="one too many"),
        pytest.param(save({**of_onnx(), "7.weight": np.ones((3, 3), np.float32)}), "the shape (3, 3), but", id="another shape"),
        pytest.param(save({**of_onnx(), "7.weight": np.full((10, 30), np.inf)}), "not finite", id="not finite"),
        pytest.param(save({**of_onnx(), "7.weight": np.ones((10, 30), np.int8)}), "of type I8", id="whole numbers"),
        pytest.param(b"PK\x03\x04" + bytes(20), "not of safetensors", id="another file"),
        pytest.param(header(tensor([1 << 40], 4), bytes(4)), "damaged", id="lying"),
        pytest.param(header(tensor([1], 99), bytes(4)), "damaged", id="beyond its end"),
        pytest.param(struct.pack("<Q", 1 << 40) + b"{}", "not of safetensors", id="a long header"),
        pytest.param(header({"x" * (5 << 20): 1}), "larger than 4 MB", id="a large header"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights: bytes, said: str) -> None:
    with pytest.raises(NotAccepted) as error:
        arrays(ONNX, weights)
    assert said in str(error.value) and "\n" not in str(error.value)


def test_weights_of_16_bits_are_read() -> None:
    numbers = np.array([1.5, -2.25, 3.0], np.float32)
    upper = (numbers.view(np.uint32) >> 16).astype("<u2").tobytes()
    found = read(header({"a": {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}}, upper))
    assert (found["a"] == numbers).all() and found["a"].dtype == np.float32
    assert read(save({"a": numbers.astype(np.float16)}))["a"].dtype == np.float32


def test_weights_alone_and_weights_beside_weights_are_told_apart() -> None:
    with pytest.raises(NotAccepted, match="holds weights alone"):
        from_file(save(of_onnx()), data=DIGITS, name="x")
