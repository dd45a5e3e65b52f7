"""IDX, the format of MNIST: data sets of such files, found in a folder, zipped or raw, checked, and read."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.datasets.files.source import DamagedFile, Dataset, Fetchable, Progress
from backend.schemas.dataset import DatasetRecord


@dataclass(frozen=True)
class IdxFile:
    """One file in IDX format; `md5` is of the raw (unzipped) bytes, or with `zipped` of the .gz, which alone is then read."""

    name: str
    md5: str
    shape: tuple[int, ...]
    zipped: bool = False


@dataclass(frozen=True)
class IdxSet(Fetchable):
    """A data set in four IDX files: images and labels for training and test. `mirrors` serve the files as NAME.gz."""

    mirrors: tuple[str, ...]
    files: tuple[IdxFile, IdxFile, IdxFile, IdxFile]

    def missing(self, folder: Path) -> list[str]:
        """Return the names of the files that are not in the folder."""
        return [file.name for file in self.files if find(folder, file) is None]

    def place(self, folder: Path) -> str:
        """Return where the data set is, as a sentence without a full stop."""
        return f"in {folder}"

    def fetch(self, folder: Path, progress: Progress) -> None:
        """Download the files that are missing from the folder. Raises FetchFailed."""
        from backend.datasets.files.fetching import download

        for file in self.files:
            if find(folder, file) is None:
                target = folder / f"{file.name}.gz"
                urls = [f"{mirror}/{target.name}" for mirror in self.mirrors]
                download(urls, target, partial(_checked, target, file), progress)

    def read(self, folder: Path) -> Dataset:
        """Return the arrays of the data set. Raises DamagedFile for a file that is not the expected one."""
        paths = [find(folder, file) for file in self.files]
        arrays = [read(path, file) for path, file in zip(paths, self.files, strict=True) if path is not None]
        train, train_labels, test, test_labels = arrays
        return Dataset(
            self.record.name,
            self.normalised(train),
            train_labels.astype(np.int64),
            self.normalised(test),
            test_labels.astype(np.int64),
        )


def mnist_files(
    record: DatasetRecord, *, train: str, train_labels: str, test: str, test_labels: str, zipped: bool = False
) -> tuple[IdxFile, IdxFile, IdxFile, IdxFile]:
    """Files named as those of MNIST, for the record's grey images; each argument is the MD5 of one, of its .gz if `zipped`."""
    return (
        IdxFile("train-images-idx3-ubyte", train, (record.train_images, *record.image_shape), zipped),
        IdxFile("train-labels-idx1-ubyte", train_labels, (record.train_images,), zipped),
        IdxFile("t10k-images-idx3-ubyte", test, (record.test_images, *record.image_shape), zipped),
        IdxFile("t10k-labels-idx1-ubyte", test_labels, (record.test_images,), zipped),
    )


def find(folder: Path, file: IdxFile) -> Path | None:
    """The file in a folder, raw or as .gz."""
    names = (f"{file.name}.gz",) if file.zipped else (file.name, f"{file.name}.gz")
    for path in map(folder.joinpath, names):
        if path.is_file():
            return path
    return None


def _checked(path: Path, file: IdxFile, served: bytes) -> bytes:
    """The served bytes themselves, if they are the file. Raises DamagedFile."""
    _parsed(served, path, file)
    return served


def read(path: Path, file: IdxFile) -> NDArray[np.uint8]:
    """The array of an IDX file, of the file's known shape. Raises DamagedFile."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DamagedFile(path, str(error)) from None
    return _parsed(content, path, file)


def _parsed(content: bytes, path: Path, file: IdxFile) -> NDArray[np.uint8]:
    """The array in the bytes of a raw or zipped file. Raises DamagedFile."""
    raw = content
    try:
        if path.suffix == ".gz":
            raw = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedFile(path, str(error)) from None
    if hashlib.md5(content if file.zipped else raw, usedforsecurity=False).hexdigest() != file.md5:
        raise DamagedFile(path, f"its MD5 is not {file.md5}")
    # Two zero bytes, the type (8: unsigned byte), the number of dimensions, then each as big-endian 32 bits.
    header = 4 + 4 * len(file.shape)
    return np.frombuffer(raw, np.uint8, offset=header).reshape(file.shape)
