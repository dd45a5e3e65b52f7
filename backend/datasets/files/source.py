"""The interface of data sets: their record, their files, and the arrays in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dataset import DatasetRecord

Progress = Callable[[str, int, int], None]
"""Hears file name, bytes so far, and bytes in all (0 if unknown)."""


class DataSetMissing(LookupError):
    """A data set cannot be had; the text says what to do."""


class DamagedFile(DataSetMissing, ValueError):
    """A file is there, but is not what it should be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)  # both, so that it crosses from one process to another whole
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path} is damaged ({self.reason}); delete it and get it anew"


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images or sequences (n, height, width, channels), float32 in [0, 1], and labels (n,), int64, for training and test."""

    name: str
    train_images: NDArray[np.float32]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.float32]
    test_labels: NDArray[np.int64]


@dataclass(frozen=True)
class Source(ABC):
    """A data set: its record, and how its files are read. `folder` is the data set's own folder."""

    record: DatasetRecord

    @abstractmethod
    def missing(self, folder: Path) -> list[str]:
        """Return the names of the files that are not in the folder; empty if the data set can be read."""

    @property
    def advice(self) -> str:
        """Return what to do where files are missing, as part of a sentence."""
        return "put its files there"

    @abstractmethod
    def place(self, folder: Path) -> str:
        """Return where an installed data set is, as a sentence without a full stop."""

    @abstractmethod
    def read(self, folder: Path) -> Dataset:
        """Return the arrays of the data set, none of whose files may be missing. Raises DamagedFile."""

    def normalised(self, raw: NDArray[np.generic]) -> NDArray[np.float32]:
        """Return images as stored in files (n, ...) as float32 in [0, 1] with the shape of the record."""
        values = np.multiply(raw, np.float32(self.record.scale), dtype=np.float32)
        if self.record.offset:
            values += np.float32(self.record.offset)
        shaped: NDArray[np.float32] = values.reshape(len(raw), *self.record.input_shape)
        return shaped


class Fetchable(Source):
    """A data set that `mhoscope data fetch` can get."""

    @property
    def advice(self) -> str:
        """Return what to do where files are missing, as part of a sentence."""
        return f"run `mhoscope data fetch {self.record.name}`, or put its files there"

    @abstractmethod
    def fetch(self, folder: Path, progress: Progress) -> None:
        """Get what is missing of the data set into an existing folder. Raises FetchFailed."""
