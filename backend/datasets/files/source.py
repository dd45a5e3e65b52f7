"""What every data set is beside its record: files that are here or not, and the arrays in them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dataset import DatasetRecord


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images or sequences (n, height, width, channels) float32 in [0, 1], labels (n,) int64."""

    name: str
    train_images: NDArray[np.float32]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.float32]
    test_labels: NDArray[np.int64]


@dataclass(frozen=True)
class Source(ABC):
    """A data set: its record, and where its arrays are. `folder` is the data set's own."""

    record: DatasetRecord

    @abstractmethod
    def missing(self, folder: Path) -> list[str]:
        """Names of the files that are not in the folder; none if the data set can be read."""

    @abstractmethod
    def place(self, folder: Path) -> str:
        """Where a data set is that is here; a sentence without full stop."""

    @abstractmethod
    def read(self, folder: Path) -> Dataset:
        """The arrays. Raises DamagedFile; nothing may be missing."""

    def normalised(self, raw: NDArray[np.generic]) -> NDArray[np.float32]:
        """Images as files hold them, (n, ...), as float32 in [0, 1] of the record's shape."""
        values = np.multiply(raw, np.float32(self.record.scale), dtype=np.float32)
        if self.record.offset:
            values += np.float32(self.record.offset)
        shaped: NDArray[np.float32] = values.reshape(len(raw), *self.record.input_shape)
        return shaped
