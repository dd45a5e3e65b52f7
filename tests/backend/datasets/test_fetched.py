"""Data sets that are fetched: from a server as their makers serve them, or computed."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import scipy.signal

from backend import datasets
from backend.datasets import cifar_10, japanese_vowels, kmnist, mnist_1d
from backend.datasets.cifar_10 import Cifar10
from backend.datasets.files.arrays import fingerprint
from backend.datasets.files.fetching import FetchFailed, fetch
from backend.datasets.files.idx import IdxFile, IdxSet
from backend.datasets.files.source import DamagedFile, Fetchable
from backend.datasets.japanese_vowels import JapaneseVowels, stretch, utterances
from tests.backend.datasets.made_up import record
from tests.backend.datasets.mirrors import mirror
from tests.backend.datasets.test_datasets import PIXELS, raw

QUIET = lambda name, done, total: None  # noqa: E731


def test_everything_but_digits_and_recordings_can_be_fetched() -> None:
    assert {name for name, source in datasets.SOURCES.items() if not isinstance(source, Fetchable)} == {"digits", "spoken-digits"}


def test_mnist_1d_is_computed_to_the_bit(tmp_path: Path) -> None:
    fetch(mnist_1d.DATASET, tmp_path)
    data = mnist_1d.DATASET.read(tmp_path)
    assert data.train_images.shape == (4000, 40, 1, 1) and 0 <= data.train_images.min() < data.train_images.max() <= 1
    before = (tmp_path / "mnist-1d.npz").stat().st_mtime_ns
    fetch(mnist_1d.DATASET, tmp_path)
    assert (tmp_path / "mnist-1d.npz").stat().st_mtime_ns == before


def test_other_arithmetic_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mnist_1d, "NOISE", 0.02 + 1e-6)
    with pytest.raises(FetchFailed, match="mnist-1d: the SHA-256 of its arrays is not"):
        fetch(mnist_1d.DATASET, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("frames", [7, 8, 24, 25, 26, 29])
@pytest.mark.parametrize("steps", [24, 25])
def test_utterances_are_stretched_as_scipy_does(frames: int, steps: int) -> None:
    values = np.random.default_rng(frames).normal(size=(frames, 12))
    np.testing.assert_allclose(stretch(values, steps), scipy.signal.resample(values, steps), atol=1e-12)


def vowels(counts: dict[str, tuple[int, ...]]) -> tuple[bytes, dict[str, np.ndarray]]:
    """An archive as UCI's, and the arrays that come of it."""
    random, buffer, arrays = np.random.default_rng(0), io.BytesIO(), {}
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, speakers in counts.items():
            spoken = [np.round(random.normal(size=(random.integers(7, 30), 12)), 6) for _ in range(sum(speakers))]
            blocks = ["".join(" ".join(map(str, frame)) + " \n" for frame in one.tolist()) for one in spoken]
            archive.writestr(f"ae.{part}", "\n".join(blocks) + "\n")
            arrays[f"x_{part}"] = np.stack([scipy.signal.resample(one, 25) for one in spoken]).round(6).astype(np.float32)
            arrays[f"y_{part}"] = np.repeat(np.arange(len(speakers)), speakers).astype(np.uint8)
    return buffer.getvalue(), arrays


def test_japanese_vowels_are_stretched_after_their_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"train": (3, 3), "test": (2, 4)}
    monkeypatch.setattr(japanese_vowels, "UTTERANCES", counts)
    served, arrays = vowels(counts)
    one = record("japanese-vowels", kind="sequence", shape=(25, 12), classes=("a", "b"), train_images=6, test_images=6)
    data = JapaneseVowels(one, fingerprint(arrays))
    with mirror({"/vowels.zip": served, "/other.zip": b"nothing"}) as address:
        data.fetch(tmp_path, QUIET, (f"{address}/other.zip", f"{address}/vowels.zip"))
        assert sorted(data.read(tmp_path).test_labels) == [0, 0, 1, 1, 1, 1]
        with pytest.raises(FetchFailed, match=r"it is not the archive of the data set .*; .*SHA-256 of its arrays"):
            JapaneseVowels(one, "0" * 64).fetch(
                folder(tmp_path, "again"), QUIET, (f"{address}/other.zip", f"{address}/vowels.zip")
            )


def folder(path: Path, name: str) -> Path:
    (path / name).mkdir()
    return path / name


def test_utterances_end_with_an_empty_line_or_one_of_ones() -> None:
    frame, ones = " ".join(["0.5"] * 12), " ".join(["1.0"] * 12)
    assert [len(one) for one in utterances(f"{frame}\n{frame} \n\n{frame}\n")] == [2, 1]
    assert [len(one) for one in utterances(f"{frame}\n{ones}\n{frame}\n{frame}\n{ones}\n")] == [1, 2]
    with pytest.raises(ValueError, match="12 numbers; received 2"):
        utterances("1 2")


def photographs(images: int) -> tuple[bytes, np.ndarray, np.ndarray]:
    """An archive of so many images a batch, as CIFAR-10's, and its images and labels, training first."""
    random, buffer = np.random.default_rng(0), io.BytesIO()
    pixels = random.integers(0, 256, (6 * images, 32, 32, 3), np.uint8)
    labels = random.integers(0, 10, 6 * images).astype(np.uint8)
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for number, name in enumerate((*cifar_10.TRAIN, *cifar_10.TEST)):
            own = slice(number * images, (number + 1) * images)
            planes = pixels[own].transpose(0, 3, 1, 2).reshape(images, -1)
            content = np.concatenate([labels[own, None], planes], axis=1).tobytes()
            info = tarfile.TarInfo(f"{cifar_10.FOLDER}/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue(), pixels, labels


def test_photographs_have_three_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, pixels, labels = photographs(4)
    monkeypatch.setattr(cifar_10, "IMAGES_A_BATCH", 4)
    monkeypatch.setattr(cifar_10, "MD5", hashlib.md5(content).hexdigest())
    shown = cifar_10.DATASET
    assert shown.missing(tmp_path) == [cifar_10.FILE] and shown.record.channels == 3
    with mirror({f"/good/{cifar_10.FILE}": content, f"/bad/{cifar_10.FILE}": content[:-1]}) as address:
        Cifar10(shown.record).fetch(tmp_path, QUIET, (f"{address}/bad", f"{address}/good"))
    data = shown.read(tmp_path)
    np.testing.assert_array_equal(np.rint(data.train_images * 255), pixels[:20])
    np.testing.assert_array_equal(data.test_labels, labels[20:])
    monkeypatch.setattr(cifar_10, "IMAGES_A_BATCH", 5)
    with pytest.raises(DamagedFile, match="a batch must have 15,365 bytes"):
        shown.read(tmp_path)
    (tmp_path / cifar_10.FILE).write_bytes(content[:-1])
    with pytest.raises(DamagedFile, match="its MD5 is not"):
        shown.read(tmp_path)


def test_a_checksum_may_be_that_of_the_zipped_file(tmp_path: Path) -> None:
    zipped = gzip.compress(raw(PIXELS), mtime=0)
    file = IdxFile("images", hashlib.md5(zipped).hexdigest(), PIXELS.shape, zipped=True)
    data = IdxSet(record("small", kind="image", shape=(3, 3, 1), classes=("a", "b")), (), (file, file, file, file))
    (tmp_path / "images").write_bytes(raw(PIXELS))
    assert data.missing(tmp_path) == ["images"] * 4, "raw, it cannot be checked"
    with mirror({"/other/images.gz": gzip.compress(raw(PIXELS), mtime=1), "/images.gz": zipped}) as address:
        served = IdxSet(data.record, (f"{address}/other", address), data.files)
        fetch(served, tmp_path)
    assert data.missing(tmp_path) == []
    assert kmnist.DATASET.files[0].zipped and not datasets.source("mnist").files[0].zipped  # type: ignore[attr-defined]
