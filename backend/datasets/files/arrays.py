"""Data sets in one .npz of four arrays, checked by what the arrays hold, however the file is compressed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.datasets.files.npz import NotReadable, opened
from backend.datasets.files.order import mixed
from backend.datasets.files.source import DamagedFile, Dataset, Source

ARRAYS = ("x_train", "y_train", "x_test", "y_test")


@dataclass(frozen=True)
class ArraysSet(Source):
    """A data set in the file NAME.npz of its folder; `sha256` is that of its arrays (`fingerprint`)."""

    sha256: str

    @property
    def file(self) -> str:
        """Return the name of the file."""
        return f"{self.record.name}.npz"

    @property
    def advice(self) -> str:
        """Return what to do where files are missing, as part of a sentence."""
        return f"put {self.file} there"

    def missing(self, folder: Path) -> list[str]:
        """Return the name of the file if it is not in the folder."""
        return [] if (folder / self.file).is_file() else [self.file]

    def place(self, folder: Path) -> str:
        """Return where the data set is, as a sentence without a full stop."""
        return f"in {folder}"

    def read(self, folder: Path) -> Dataset:
        """Return the arrays of the data set. Raises DamagedFile for a file that is not the expected one."""
        arrays = self.checked(folder / self.file)
        return dataset_of(self, arrays)

    def checked(self, path: Path) -> dict[str, NDArray[Any]]:
        """Return the four arrays as they are stored. Raises DamagedFile unless they are the expected ones."""
        most = self.record.size + self.record.train_images + self.record.test_images
        try:
            with opened(path) as archive:
                if lacking := [name for name in ARRAYS if name not in archive.arrays]:
                    raise DamagedFile(path, f"it holds no {lacking[0]}")
                if sum(archive.arrays[name].values for name in ARRAYS) > most:
                    raise DamagedFile(path, "its arrays are too large")
                arrays = {name: archive.whole(archive.arrays[name]) for name in ARRAYS}
        except NotReadable as error:
            raise DamagedFile(path, str(error)) from None
        if fingerprint(arrays) != self.sha256:
            raise DamagedFile(path, f"the SHA-256 of its arrays is not {self.sha256}")
        return arrays

    def packed(self, arrays: Mapping[str, NDArray[Any]]) -> bytes:
        """Return the file of the four arrays. Raises ValueError unless they are the expected ones."""
        if fingerprint(arrays) != self.sha256:
            raise ValueError(f"the SHA-256 of its arrays is not {self.sha256}")
        buffer = io.BytesIO()
        x_train, y_train, x_test, y_test = (arrays[name] for name in ARRAYS)
        np.savez_compressed(buffer, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
        return buffer.getvalue()


def dataset_of(source: Source, arrays: Mapping[str, NDArray[Any]]) -> Dataset:
    """Return a data set of four arrays as they are stored, in a drawn order where they are sorted by class."""
    return mixed(
        Dataset(
            source.record.name,
            source.normalised(arrays["x_train"]),
            arrays["y_train"].astype(np.int64),
            source.normalised(arrays["x_test"]),
            arrays["y_test"].astype(np.int64),
        )
    )


def fingerprint(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return the SHA-256 of the four arrays with their types and shapes, the same however they are compressed."""
    found = hashlib.sha256()
    for name in ARRAYS:
        array = np.ascontiguousarray(arrays[name])
        found.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        found.update(array.tobytes())
    return found.hexdigest()
