"""IDX, the format of MNIST: data sets of such files, found in a folder, zipped or raw, checked, and read."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.datasets.files.source import Dataset, Source
from backend.schemas.dataset import DatasetRecord


@dataclass(frozen=True)
class IdxFile:
    """One file in IDX format; `md5` is of the raw (unzipped) bytes."""

    name: str
    md5: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class IdxSet(Source):
    """A data set in four IDX files: images and labels for training and test. `mirrors` serve the files as NAME.gz."""

    mirrors: tuple[str, ...]
    files: tuple[IdxFile, IdxFile, IdxFile, IdxFile]

    def missing(self, folder: Path) -> list[str]:
        """Return the names of the files that are not in the folder."""
        return [file.name for file in self.files if find(folder, file) is None]

    def place(self, folder: Path) -> str:
        """Return where the data set is, as a sentence without a full stop."""
        return f"in {folder}"

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
    record: DatasetRecord, *, train: str, train_labels: str, test: str, test_labels: str
) -> tuple[IdxFile, IdxFile, IdxFile, IdxFile]:
    """Files named as those of MNIST, for the record's grey images; each argument is the MD5 of one."""
    return (
        IdxFile("train-images-idx3-ubyte", train, (record.train_images, *record.image_shape)),
        IdxFile("train-labels-idx1-ubyte", train_labels, (record.train_images,)),
        IdxFile("t10k-images-idx3-ubyte", test, (record.test_images, *record.image_shape)),
        IdxFile("t10k-labels-idx1-ubyte", test_labels, (record.test_images,)),
    )


class DamagedFile(ValueError):
    """A file is there, but is not what it should be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is damaged ({reason}); delete it and run `mhoscope data fetch`")


def find(folder: Path, file: IdxFile) -> Path | None:
    """The file in a folder, raw or as .gz."""
    for path in (folder / file.name, folder / f"{file.name}.gz"):
        if path.is_file():
            return path
    return None


def read(path: Path, file: IdxFile) -> NDArray[np.uint8]:
    """The array of an IDX file, of the file's known shape. Raises DamagedFile."""
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedFile(path, str(error)) from None
    return parse(raw, path, file)


def parse(raw: bytes, path: Path, file: IdxFile) -> NDArray[np.uint8]:
    """The array in the raw bytes of an IDX file. Raises DamagedFile."""
    if hashlib.md5(raw, usedforsecurity=False).hexdigest() != file.md5:
        raise DamagedFile(path, f"its MD5 is not {file.md5}")
    # Two zero bytes, the type (8: unsigned byte), the number of dimensions, then each as big-endian 32 bits.
    header = 4 + 4 * len(file.shape)
    return np.frombuffer(raw, np.uint8, offset=header).reshape(file.shape)
