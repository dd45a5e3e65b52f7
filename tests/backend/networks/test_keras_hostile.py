"""HDF5 files that mean harm: each ends in a sentence, soon, and the process that asked goes on."""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Any

import h5py
import numpy as np
import pytest

from backend.networks.keras import NotAKerasFile, apart, container, read, reader, translate

FILES = Path(__file__).parent / "files"
HOSTILE = FILES / "hostile"
"""Small files with damaged bytes, for which HDF5 1.14 computes for ever, or ends the process."""
LAYERS = [
    {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, 8, 8, 1]}},
    {"class_name": "Flatten", "config": {"name": "flatten"}},
    {"class_name": "Dense", "config": {"name": "dense", "units": 10}},
]
CONFIG = json.dumps({"class_name": "Sequential", "config": {"name": "model", "layers": LAYERS}})


@pytest.fixture(autouse=True)
def _a_good_file_is_read_after_it() -> Any:
    yield
    good = (FILES / "mlp-bn.keras").read_bytes()
    found, expected = read(good), container.read(good)
    assert found.layers == expected.layers and found.version == expected.version
    for ours, theirs in zip(found.weights, expected.weights, strict=True):
        assert all(np.array_equal(one, other) for one, other in zip(ours, theirs, strict=True))


def h5(fill: Callable[[h5py.Group], None]) -> bytes:
    """A file of Keras 2 whose only layer with weights has the group that is filled."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["model_config"] = CONFIG
        group = file.create_group("model_weights/dense")
        group.attrs["weight_names"] = ["kernel", "bias"]
        group["bias"] = np.zeros(10, np.float32)
        fill(group)
    return buffer.getvalue()


def huge_chunk(group: h5py.Group) -> None:
    """640 numbers, for which a chunk of 2 GB is unpacked."""
    chunk = (1 << 19, 1 << 10)
    kernel = group.create_dataset("kernel", (64, 10), np.float32, maxshape=(None, None), chunks=chunk, compression="gzip")
    packer = zlib.compressobj()
    packed = [packer.compress(bytes(1 << 24)) for _ in range(128)]
    kernel.id.write_direct_chunk((0, 0), b"".join(packed) + packer.flush())


def many_numbers(group: h5py.Group) -> None:
    """Arrays of 76 MB each, of which nothing is in the file."""
    names = [f"array{number}" for number in range(1000)]
    for name in names:
        group.create_dataset(name, (19_000_000,), np.float32)
    group.attrs["weight_names"] = names


def of_another_file(group: h5py.Group, path: Path) -> None:
    """A link to an array in a file of the server."""
    with h5py.File(path, "w") as other:
        other["kernel"] = np.ones((64, 10), np.float32)
    group["kernel"] = h5py.ExternalLink(str(path), "/kernel")


def bytes_of_another_file(group: h5py.Group, path: Path) -> None:
    path.write_bytes(bytes(2560))
    group.create_dataset("kernel", (64, 10), np.float32, external=[(str(path), 0, 2560)])


def virtual(group: h5py.Group, path: Path) -> None:
    layout = h5py.VirtualLayout((64, 10), np.float32)
    layout[:] = h5py.VirtualSource(str(path), "kernel", (64, 10))
    group.create_virtual_dataset("kernel", layout)


def to_itself(group: h5py.Group) -> None:
    group["kernel"] = h5py.SoftLink("/model_weights/dense/kernel")


def of_texts(group: h5py.Group) -> None:
    group["kernel"] = np.full((64, 10), b"1.0", "S3")


def references(group: h5py.Group) -> None:
    group["kernel"] = np.full((64, 10), group.ref, h5py.ref_dtype)


@pytest.mark.parametrize("path", sorted(HOSTILE.glob("*.h5")), ids=lambda path: path.stem)
def test_what_ends_hdf5_or_holds_it_for_ever_ends_in_a_sentence(path: Path) -> None:
    began = monotonic()
    with pytest.raises(NotAKerasFile, match="damaged") as caught:
        read(path.read_bytes())
    assert "\n" not in str(caught.value)
    assert monotonic() - began < reader.WALL_S


@pytest.mark.parametrize("fill", [huge_chunk, many_numbers, to_itself, of_texts, references])
def test_a_file_that_asks_for_too_much_ends_in_a_sentence(fill: Callable[[h5py.Group], None]) -> None:
    content = h5(fill)
    assert len(content) < 3_000_000
    with pytest.raises(NotAKerasFile) as caught:
        read(content)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("fill", [of_another_file, bytes_of_another_file, virtual])
def test_no_other_file_is_read(fill: Callable[[h5py.Group, Path], None], tmp_path: Path) -> None:
    content = h5(lambda group: fill(group, tmp_path / "other"))
    assert (tmp_path / "other").exists() or fill is virtual
    with pytest.raises(NotAKerasFile):
        read(content)


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


BOMBS = {
    "weights of 300 MB": lambda: zipped(config_json=CONFIG.encode(), model_weights_h5=bytes(300 << 20)),
    "a configuration of 64 MB": lambda: zipped(config_json=bytes(64 << 20), model_weights_h5=b""),
    "a size that is not said": lambda: zipped(config_json=bytes(64 << 20), model_weights_h5=b"").replace(
        (64 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little")
    ),
    "lists in lists": lambda: zipped(config_json=b"[" * 100_000 + b"]" * 100_000, model_weights_h5=b""),
    "a number of a million digits": lambda: zipped(config_json=b'{"class_name": 1' + b"0" * 10**6 + b"}", model_weights_h5=b""),
}


@pytest.mark.parametrize("name", BOMBS)
def test_an_archive_that_unpacks_to_much_ends_in_a_sentence(name: str) -> None:
    with pytest.raises(NotAKerasFile) as caught:
        read(BOMBS[name]())
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200


def test_many_ask_at_once_and_one_that_waited_too_long_is_replaced() -> None:
    good, bad = (FILES / "mlp-bn.keras").read_bytes(), (HOSTILE / "segv.h5").read_bytes()

    def weights(content: bytes) -> int:
        try:
            return sum(array.size for arrays in read(content).weights for array in arrays)
        except NotAKerasFile:
            return -1

    expected = weights(good)
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(weights, [good, bad, good, good, bad, good])) == [expected, -1, expected, expected, -1, expected]
    for one in apart._free[os.getpid()]:
        one._process.terminate()
        one._process.wait()
        one._process.returncode = 0  # as after a minute without a file
    assert weights(good) == expected


def test_what_is_read_can_be_translated() -> None:
    rng = np.random.default_rng(0)
    kernel = rng.standard_normal((64, 10)).astype(np.float32)
    _layers, arrays = translate(read(h5(lambda group: group.create_dataset("kernel", data=kernel))), (8, 8, 1))
    assert any(np.array_equal(array, kernel) for array in arrays.values())
