"""A network as one file: what was written is read again, and what is not such a file is refused in one sentence."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.datasets import record_of
from backend.layers import AddLayer, DenseLayer, FlattenLayer
from backend.networks import load_arrays, load_card, zoo_weights
from backend.networks.describe import describe
from backend.networks.files import pack_network, sha256
from backend.networks.own import NotAccepted, from_file, from_path
from backend.networks.portable import CARD, with_card

CARDS = ["digits/cnn-noise0", "digits/lstm-t8-noise0.1", "digits/rnn-stacked-t4-noise0.1", "digits/skip-rnn-t8-noise0.1"]
DIGITS = record_of("digits")


def file_of(network: str) -> bytes:
    card = load_card(network)
    return with_card(card, zoo_weights(card))


def remade(content: bytes, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """The same zip with its members changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return buffer.getvalue()


CUT_OFF = b"\x93NUMPY\1\0\x40\0{'shape': ((" + b" " * 52
"""NumPy's own reader takes such a header apart in a way that ends in another error than those of its format."""


def as_npy(array: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


@pytest.mark.parametrize("network", CARDS)
def test_a_file_is_the_network_it_was(network: str) -> None:
    known = load_card(network)
    card, weights = from_file(file_of(network), data=record_of(known.dataset), name="copy")
    unlike = {"id", "origin", "clean_accuracy", "class_accuracy"}
    assert card.model_dump(exclude=unlike) == known.model_dump(exclude=unlike)
    assert weights == zoo_weights(known)
    arrays = load_arrays(card, weights)
    assert all((arrays[name] == array).all() for name, array in load_arrays(known).items())


def test_numpy_reads_the_arrays() -> None:
    with np.load(io.BytesIO(file_of("digits/mlp-noise0"))) as archive:
        assert {name for name in archive.files if name != CARD} == set(load_arrays(load_card("digits/mlp-noise0")))


def _card(**changed: Any) -> Callable[[dict[str, bytes]], Any]:
    return lambda members: members.update({CARD: json.dumps(json.loads(members[CARD]) | changed).encode()})


def _connected(inputs: Any) -> Callable[[dict[str, bytes]], Any]:
    """The first dense layer is fed by these."""
    layers = [layer.model_dump() for layer in load_card("digits/mlp-noise0").layers]
    return _card(layers=[layers[0], layers[1] | {"inputs": inputs}, *layers[2:]])


HUGE = [{"kind": "dense", "units": 65536}, {"kind": "dense", "units": 10, "activation": "linear"}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_card(layers=[HUGE[0], *HUGE]), "weights are too many"),
        (_card(layers=HUGE * 300), "600 layers; at most 512"),
        (_connected([1]), r"layer 1 \(dense\): inputs must be indices of layers before it, or -1 .*; received 1"),
        (_connected([2]), "received 2"),
        (_connected([10**30]), "received 1000"),
        (_connected([-2]), "received -2"),
        (_connected([-1]), r"layer 0 \(flatten\) feeds no other; only the last layer may"),
        (_connected([0, 0]), "layer 1: dense has one input, not 2"),
        (_connected([]), r"layers\[1\].*inputs must be a list of at least 1"),
        (_connected([0.5]), "must be a whole number; received 0.5"),
        (_connected([0] * 1000), "inputs must be a list of at most 64"),
        (_connected("0"), "inputs must be a list; received '0'"),
        (_card(layers=[]), "must have weights, and its last layer"),
        (_card(layers=[{"kind": "lambda"}]), "card.json: layers"),
        (_card(input_shape=[8, 8]), "input_shape must be height, width and channels"),
        (_card(input_shape=[4, 16, 1]), r"the network takes images of \(4, 16, 1\), but those of digits are \(8, 8, 1\)"),
        (lambda members: members.update({CARD: b"{"}), "card.json"),
        (lambda members: members.pop("0.kernel.npy", None) or members.pop("1.kernel.npy"), "the file holds no"),
        (lambda members: members.update(dict.fromkeys(members.keys() - {CARD}, b"x")), "damaged"),
        (lambda members: members.update(dict.fromkeys(members.keys() - {CARD}, as_npy(np.zeros(3)))), "must have shape"),
        (
            # NumPy's own reader takes such a header apart in a way that ends in another error than those of its format.
            lambda members: members.update(
                dict.fromkeys(members.keys() - {CARD}, b"\x93NUMPY\1\0\x40\0{'shape': ((" + b" " * 52)
            ),
            "has a header that is damaged",
        ),
        (lambda members: members.update({n: m[:-1] for n, m in members.items() if n != CARD}), "is not whole"),
        (lambda members: members.update({n: b"\0" * 9_000_000 for n in members if n != CARD}), "is larger than"),
        (lambda members: members.update({n: m[:-4] + b"\xff" * 4 for n, m in members.items() if n != CARD}), "not finite"),
    ],
)
def test_what_is_no_such_file_is_refused(change: Callable[[dict[str, bytes]], Any], said: str) -> None:
    content = remade(file_of("digits/mlp-noise0"), change)
    tracemalloc.start()
    with pytest.raises(NotAccepted, match=said):
        from_file(content, data=DIGITS, name="x")
    assert tracemalloc.get_traced_memory()[1] < 64e6
    tracemalloc.stop()


def test_any_damage_is_one_sentence() -> None:
    content, random = file_of("digits/mlp-noise0"), np.random.default_rng(0)
    for _ in range(300):
        damaged = bytearray(content[: random.integers(len(content))] if random.random() < 0.3 else content)
        for place in random.integers(len(damaged) + 1, size=4):
            damaged[place : place + 1] = random.bytes(1)
        said = ""
        try:
            from_file(bytes(damaged), data=DIGITS, name="x")
        except NotAccepted as refusal:
            said = str(refusal)
        assert "\n" not in said


def test_a_file_on_a_disk_is_what_its_card_says(tmp_path: Path) -> None:
    path, zoo = tmp_path / "mine.npz", load_card("digits/mlp-noise0")
    card = zoo.model_copy(update={"id": "digits/mine", "origin": "trained"})
    path.write_bytes(with_card(card, zoo_weights(zoo)))
    assert from_path(path) == (card, zoo_weights(zoo))
    for other, said in (
        (zoo, "ships with the program"),
        (card.model_copy(update={"id": "digits/../etc"}), "is not the name"),
        (card.model_copy(update={"id": "mnist/mine"}), "is not the name"),
    ):
        path.write_bytes(with_card(other, zoo_weights(zoo)))
        with pytest.raises(NotAccepted, match=said):
            from_path(path)
    with pytest.raises(NotAccepted, match="cannot be read"):
        from_path(tmp_path / "nowhere.npz")


def test_a_graph_is_the_network_it_was() -> None:
    """A network with a skip connection and one with the same layers without it are kept apart."""
    layers = (
        FlattenLayer(),
        DenseLayer(units=12),
        DenseLayer(units=12),
        AddLayer(inputs=(1, 2)),
        DenseLayer(units=10, activation="linear"),
    )
    plain = (*layers[:3], AddLayer(inputs=(2, 2)), layers[4])
    random = np.random.default_rng(0)
    arrays = {
        f"{fact.index}.{name}": random.standard_normal(shape).astype(np.float32)
        for fact in describe(layers, (8, 8, 1)).layers
        for name, shape in fact.arrays.items()
    }
    weights = pack_network(arrays, layers)
    known = load_card("digits/mlp-noise0").model_copy(update={"layers": layers, "weights_sha256": sha256(weights)})
    card, again = from_file(with_card(known, weights), data=DIGITS, name="copy")
    assert (card.layers, again) == (layers, weights)
    assert all((array == arrays[name]).all() for name, array in load_arrays(card, again).items())
    assert sha256(pack_network(arrays, plain)) != card.weights_sha256
