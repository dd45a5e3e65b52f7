"""Files of TensorFlow 2.15 changed at random, as bytes, in graphs and in arrays: a network, or one sentence, and soon."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import h5py
import numpy as np
import pytest

from backend.datasets import record_of
from backend.networks.describe import describe
from backend.networks.keras import apart
from backend.networks.own import NotAccepted, from_file
from tests.backend.networks.onnx.test_damage import LONGEST_S, with_other_bytes
from tests.backend.networks.test_keras_damage import JUNK, places
from tests.backend.networks.test_keras_of_tensorflow import FILES

HUGE = (-1, 0, 1, 2, 3, 7, 1 << 16, 1 << 31, (1 << 62) + 1, -(1 << 63), 1e30)
CONFIG, WEIGHTS = "config.json", "model.weights.h5"
Change = Callable[[bytes, random.Random], bytes]


def repacked(content: bytes, change: Callable[[h5py.File], None], config: Callable[[str], str]) -> bytes:
    """A .keras or .h5 file whose arrays and whose configuration are changed."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members[CONFIG] = config(members[CONFIG].decode()).encode()
        members[WEIGHTS] = _with_arrays(members[WEIGHTS], change)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, member in members.items():
                archive.writestr(name, member)
        return buffer.getvalue()

    def both(file: h5py.File) -> None:
        file.attrs["model_config"] = config(file.attrs["model_config"])
        change(file)

    return _with_arrays(content, both)


def _with_arrays(content: bytes, change: Callable[[h5py.File], None]) -> bytes:
    buffer = io.BytesIO(content)
    with h5py.File(buffer, "r+") as file:
        change(file)
    return buffer.getvalue()


def with_other_graph(content: bytes, chance: random.Random) -> bytes:
    """A configuration of which two parts change places, as names of layers and calls do, or with a wrong or a huge part."""

    def changed(text: str) -> str:
        document: Any = json.loads(text)
        every = places(document)
        for _ in range(chance.choice((1, 1, 3))):
            (one, key), (other, there) = chance.choice(every), chance.choice(every)
            match chance.randrange(4):
                case 0:
                    one[key] = chance.choice(JUNK)
                case 1:
                    numbers = [place for place in every if isinstance(place[0][place[1]], int | float)]
                    one, key = chance.choice(numbers)
                    one[key] = chance.choice(HUGE)
                case 2:
                    names = [place for place in every if isinstance(place[0][place[1]], str)]
                    (one, key), (other, there) = chance.choice(names), chance.choice(names)
                    one[key] = other[there]
                case _:
                    one[key] = json.loads(json.dumps(other[there]))
            every = places(document)
        return json.dumps(document)

    return repacked(content, lambda _file: None, changed)


def with_other_arrays(content: bytes, chance: random.Random) -> bytes:
    """An array of another shape, another type, with other numbers, or none; a shape in the file that is not that of its bytes."""

    def change(file: h5py.File) -> None:
        names: list[str] = []
        file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
        name = chance.choice(names)
        array = file[name][()]
        del file[name]
        match chance.randrange(7):
            case 0:
                file[name] = array.reshape(-1)
            case 1:
                file[name] = np.full(array.shape, chance.choice((np.nan, np.inf, 3e38, -3e38)), np.float32)
            case 2:
                file[name] = array.astype(chance.choice((np.float64, np.float16, np.int32, np.complex64, "S4")))
            case 3:
                file.create_dataset(name, (*array.shape, chance.choice((1, 2, 1000, 10**7))), np.float32)
            case 4:
                file[name] = np.concatenate([np.atleast_1d(array)] * 2)
            case 5:
                file[name] = h5py.SoftLink(chance.choice(names))

    return repacked(content, change, str)


def end_of(content: bytes) -> str:
    """Return the sentence that a file ends in; empty for a network."""
    began = process_time()
    try:
        card, packed = from_file(content, data=record_of("digits"), name="x")
    except NotAccepted as refusal:
        said = str(refusal)
        return said if said and "\n" not in said else pytest.fail(f"no sentence: {said!r}")
    finally:
        assert process_time() - began < LONGEST_S
    assert describe(card.layers, card.input_shape).layers and packed
    return ""


@pytest.mark.parametrize("change", [with_other_bytes, with_other_graph, with_other_arrays])
def test_a_damaged_file_ends_in_a_sentence(change: Change) -> None:
    chance, ended = random.Random(4), Counter[str]()
    contents = [path.read_bytes() for path in FILES]
    assert all(end_of(content) == "" for content in contents)
    for _ in range(500):
        ended[end_of(change(chance.choice(contents), chance))] += 1
    assert 20 < ended[""] < 450
    # Those are for what HDF5 does not survive, not for what Python raises.
    assert change is with_other_bytes or not {apart.DEADLY, apart.TOO_LONG} & set(ended)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_array_that_does_not_fit_the_others_ends_in_a_sentence(path: Path) -> None:
    """Each array of a file in turn has its last axis twice: a batch normalization cannot become a part of such a product."""
    content, names = path.read_bytes(), list[str]()

    def list_names(file: h5py.File) -> None:
        file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) and item.shape else None)

    repacked(content, list_names, str)
    for name in names:

        def double(file: h5py.File, name: str = name) -> None:
            array = file[name][()]
            del file[name]
            file[name] = np.concatenate([array, array], axis=-1)

        assert end_of(repacked(content, double, str)), name
