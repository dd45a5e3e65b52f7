"""Data sets: found, checked, refused when damaged, fetched when missing."""

from __future__ import annotations

import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from backend import datasets
from backend.datasets import DataSetMissing, load, require, status
from backend.datasets.files import idx
from backend.datasets.files.fetching import FetchFailed, fetch
from backend.datasets.files.idx import IdxFile, IdxSet
from backend.settings import Settings
from tests.backend.datasets.made_up import record
from tests.backend.datasets.mirrors import mirror

PIXELS = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)


def raw(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


IMAGES = IdxFile("images", hashlib.md5(raw(PIXELS)).hexdigest(), PIXELS.shape)


def test_digits_are_always_there_and_always_split_the_same(tmp_path: Path) -> None:
    data = load("digits", tmp_path)
    assert data.train_images.shape == (1297, 8, 8, 1) and data.test_images.shape == (500, 8, 8, 1)
    assert data.train_images.dtype == np.float32 and data.train_images.max() == 1
    assert np.bincount(data.test_labels).min() >= 47  # stratified
    # The split is part of every published number: it must never move.
    assert hashlib.sha256(data.test_labels.tobytes()).hexdigest()[:16] == "c72397bced5e9def"
    known = {image.tobytes() for image in data.train_images}
    assert sum(image.tobytes() in known for image in data.test_images) == 0


@pytest.mark.parametrize("zipped", [False, True])
def test_an_idx_file_is_read_raw_or_zipped(tmp_path: Path, zipped: bool) -> None:
    content = gzip.compress(raw(PIXELS)) if zipped else raw(PIXELS)
    (tmp_path / ("images.gz" if zipped else "images")).write_bytes(content)
    path = idx.find(tmp_path, IMAGES)
    assert path
    np.testing.assert_array_equal(idx.read(path, IMAGES), PIXELS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("images", raw(PIXELS)[:-1]),
        ("images", b""),
        ("images.gz", gzip.compress(raw(PIXELS))[:-5]),
        ("images.gz", b"no archive"),
        ("images.gz", gzip.compress(raw(PIXELS + 1))),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(idx.DamagedFile, match=f"{name} is damaged"):
        idx.read(tmp_path / name, IMAGES)


def test_what_is_missing_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataSetMissing, match="run `mhoscope data fetch mnist`"):
        load("mnist", tmp_path)
    with pytest.raises(DataSetMissing, match="there are digits, mnist, fashion-mnist"):
        require("cifar", tmp_path)
    require("digits", tmp_path)
    assert [info.name for info in status(tmp_path) if info.present] == ["digits"]


def test_test_sets_have_the_size_that_is_said(tmp_path: Path) -> None:
    assert datasets.record_of("digits").test_images == len(load("digits", tmp_path).test_labels)
    assert datasets.record_of("mnist").test_images == 10_000


REAL = [name for name in datasets.SOURCES if name not in ("digits", "kmnist", "cifar-10")]
"""Those that come with a checkout's data; `tests/backend/datasets/test_fetched.py` makes up the others."""


@pytest.mark.parametrize("name", REAL)
def test_the_real_files(name: str) -> None:
    data_path = Settings().data_path  # type: ignore[call-arg]
    try:
        data = load(name, data_path)
    except DataSetMissing as reason:
        pytest.skip(str(reason))
    one = datasets.record_of(name)
    assert data.train_images.shape == (one.train_images, *one.input_shape)
    assert data.test_images.shape == (one.test_images, *one.input_shape)
    assert data.train_images.max() == pytest.approx(1, abs=0.002) and data.train_images.min() == pytest.approx(0, abs=0.002)
    assert data.test_images.max() <= 1 and data.test_images.min() >= 0
    assert set(data.train_labels) == set(data.test_labels) == set(range(len(one.classes)))


def small_set(*mirrors: str) -> IdxSet:
    return IdxSet(record("small", kind="image", shape=(3, 3, 1), classes=("a", "b")), mirrors, (IMAGES, IMAGES, IMAGES, IMAGES))


def test_the_second_mirror_is_asked_where_the_first_gives_the_wrong_file(tmp_path: Path) -> None:
    files = {"/bad/images.gz": gzip.compress(raw(PIXELS + 1)), "/good/images.gz": gzip.compress(raw(PIXELS))}
    heard: list[tuple[str, int, int]] = []
    with mirror(files) as address:
        fetch(small_set(f"{address}/bad", f"{address}/good"), tmp_path, lambda *progress: heard.append(progress))
    assert [path.name for path in tmp_path.iterdir()] == ["images.gz"]
    np.testing.assert_array_equal(idx.read(tmp_path / "images.gz", IMAGES), PIXELS)
    assert heard[-1][1] == heard[-1][2] > 0


def test_no_mirror_leaves_nothing_behind(tmp_path: Path) -> None:
    with mirror({"/bad/images.gz": b"no archive"}) as address, pytest.raises(FetchFailed, match="no mirror gave images"):
        fetch(small_set(f"{address}/bad", f"{address}/nothing"), tmp_path)
    assert list(tmp_path.iterdir()) == []
