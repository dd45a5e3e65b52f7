"""Real ONNX and safetensors files, changed at random: a network comes out, or one sentence, and soon."""

from __future__ import annotations

import random
import struct
from collections import Counter
from itertools import pairwise
from pathlib import Path
from time import process_time

import numpy as np
import onnx
import pytest
from safetensors.numpy import save

from backend.datasets import record_of
from backend.networks.describe import describe
from backend.networks.own import NotAccepted, from_file
from backend.schemas.dataset import DatasetRecord
from tests.backend.networks.onnx.logits import model
from tests.backend.networks.onnx.test_operators import node
from tests.backend.networks.onnx.test_whole_networks import SEQUENCES

FILES = [path for path in sorted((Path(__file__).parent / "files").glob("*.onnx")) if path.stat().st_size < 60_000]
HUGE = (-1, 0, 1, 2, 7, 1 << 16, 1 << 31, (1 << 62) + 1, -(1 << 63))
LONGEST_S = 5.0


def record_for(name: str) -> tuple[DatasetRecord, str]:
    """A made-up data set of the file's shape, and where its channels are."""
    sequence = name.removesuffix("-torchscript") in SEQUENCES
    shape = (32, 32) if sequence else {"mlp-": (8, 8, 1), "digi": (8, 8, 1), "irnn": (28, 28, 1)}.get(name[:4], (32, 32, 3))
    digits = record_of("digits").model_dump(exclude={"image_shape"}) | {"drawing": None, "drawn_by_hand": False}
    record = DatasetRecord.model_validate(digits | {"kind": "sequence" if sequence else "image", "shape": shape})
    return record, "last" if sequence else "auto"


def with_other_bytes(content: bytes, chance: random.Random) -> bytes:
    """Bits turned over, bytes cut off, taken out or put in twice."""
    changed = bytearray(content)
    match chance.randrange(4):
        case 0:
            for _ in range(chance.choice((1, 3, 30))):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        case 1:
            del changed[chance.randrange(len(changed)) :]
        case 2:
            start = chance.randrange(len(changed))
            del changed[start : start + chance.choice((1, 8, 100))]
        case 3:
            start = chance.randrange(len(changed))
            changed[start:start] = changed[chance.randrange(len(changed)) :][: chance.choice((1, 8, 1000))]
    return bytes(changed)


def with_other_parts(content: bytes, chance: random.Random) -> bytes:
    """A model whose nodes read others, whose attributes or constants are others, or whose shapes lie."""
    made = onnx.load_from_string(content)
    graph = made.graph
    some_node, tensor = chance.choice(graph.node), chance.choice(graph.initializer) if graph.initializer else None
    match chance.randrange(9):
        case 0 if some_node.input:
            names = [name for node in graph.node for name in (*node.input, *node.output)]
            some_node.input[chance.randrange(len(some_node.input))] = chance.choice(names)
        case 1 if some_node.input:
            del some_node.input[chance.randrange(len(some_node.input))]
        case 2:
            some_node.op_type = chance.choice(graph.node).op_type
        case 3 if some_node.attribute:
            attribute = chance.choice(some_node.attribute)
            attribute.i, attribute.f = chance.choice(HUGE), chance.choice((float("nan"), 1e30, -1.0, float("inf")))
            if attribute.ints:
                attribute.ints[chance.randrange(len(attribute.ints))] = chance.choice(HUGE)
        case 4 if some_node.attribute:
            chance.choice(some_node.attribute).type = chance.randrange(1, 14)
        case 5 if tensor is not None and tensor.dims:
            tensor.dims[chance.randrange(len(tensor.dims))] = chance.choice(HUGE)
        case 6 if tensor is not None:
            tensor.data_type = chance.randrange(20)
        case 7 if tensor is not None and len(tensor.raw_data) >= 8:
            start = 8 * chance.randrange(len(tensor.raw_data) // 8)
            number = struct.pack("<q", chance.choice(HUGE)) if chance.random() < 0.5 else struct.pack("<ff", 3e38, -3e38)
            tensor.raw_data = tensor.raw_data[:start] + number + tensor.raw_data[start + 8 :]
        case _:
            axis = chance.choice(graph.input[0].type.tensor_type.shape.dim)
            axis.dim_value = chance.choice(HUGE)
    return bytes(made.SerializeToString())


def read(content: bytes, data: DatasetRecord, channels: str, weights: bytes | None = None) -> str:
    """Return the sentence that a file ends in; empty for a network, whose numbers are all finite."""
    began = process_time()
    try:
        card, packed = from_file(content, data=data, name="x", channels=channels, weights=weights)
    except NotAccepted as refusal:
        said = str(refusal)
        return said if said and "\n" not in said else pytest.fail(f"no sentence: {said!r}")
    finally:
        assert process_time() - began < LONGEST_S
    assert describe(card.layers, card.input_shape).layers and packed
    return ""


@pytest.mark.parametrize("change", [with_other_bytes, with_other_parts])
def test_a_damaged_model_ends_in_a_sentence(change: object) -> None:
    chance, ended = random.Random(1), Counter[bool]()
    contents = [(path.read_bytes(), *record_for(path.stem)) for path in FILES]
    assert all(read(*one) == "" for one in contents)
    for _ in range(1500):
        content, data, channels = chance.choice(contents)
        ended[read(change(content, chance), data, channels) == ""] += 1  # type: ignore[operator]
    assert min(ended.values()) > 150


def test_a_damaged_file_of_weights_ends_in_a_sentence() -> None:
    chance, ended = random.Random(2), Counter[bool]()
    path = next(path for path in FILES if path.stem == "mlp-bn-torchscript")
    content, (data, channels) = path.read_bytes(), record_for(path.stem)
    made = onnx.load_from_string(content)
    weights = save({tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in made.graph.initializer})
    assert read(content, data, channels, weights) == ""
    for _ in range(1500):
        ended[read(content, data, channels, with_other_bytes(weights, chance)) == ""] += 1
    assert min(ended.values()) > 100


def doubled(op: str, **attributes: int) -> list[onnx.NodeProto]:
    names = ["images", *(f"x{place}" for place in range(60))]
    return [node(op, one, *([one] if op != "Gather" else ["places"]), out=[two], **attributes) for one, two in pairwise(names)]


BOMBS = {
    "values side by side": doubled("Concat", axis=1),
    "values repeated": doubled("Gather", axis=2),
    "sums": [*doubled("Add"), *(node("Add", f"y{place}", "x0", out=[f"y{place + 1}"]) for place in range(60, 4000))],
    "constants": [
        node("ConstantOfShape", "long", out=["c0"]),
        *(node("Neg", f"c{place}", out=[f"c{place + 1}"]) for place in range(1000)),
        node("Add", "images", "c1000", out=["x59"]),
    ],
    "constants side by side": [
        *(node("Concat", f"c{place}", f"c{place}", out=[f"c{place + 1}"], axis=0) for place in range(60)),
        node("Add", "images", "c60", out=["x59"]),
    ],
    "numbers": [node("Range", "zero", "many", "one", out=["r"]), node("Add", "images", "r", out=["x59"])],
    "axes": doubled("Unsqueeze"),
    "filters": [node("Conv", "images", "wide", out=["x59"], pads=[1 << 13] * 4)],
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_graph_that_grows_ends_in_a_sentence(name: str) -> None:
    held = {
        "places": np.zeros(4096, np.int64),
        "long": np.array([1 << 24]),
        "c0": np.ones(64, np.float32),
        "zero": np.float32(0),
        "one": np.float32(1),
        "many": np.float32(1e30),
        "wide": np.ones((4096, 1, 1, 1), np.float32),
    }
    given = {output for one in BOMBS[name] for output in one.output}
    held = {one: array for one, array in held.items() if one not in given}
    last = "y4000" if name == "sums" else "x59"
    nodes = list(BOMBS[name])
    if name == "sums":
        nodes.insert(60, node("Identity", "x59", out=["y60"]))
    assert read(model([*nodes, node("Flatten", last, out=["logits"])], held, ("n", 1, 8, 8)), *record_for("mlp-bn"))


def test_noise_ends_in_a_sentence() -> None:
    random_bytes = np.random.default_rng(0)
    data, channels = record_for("mlp-bn")
    for size in (0, 1, 5, 1000, 100_000):
        for first in (b"", b"\x08", b"\x08\x08\x3a", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"\x80\x04", b":\xff"):
            assert read(first + random_bytes.bytes(size), data, channels)
