"""Data sets: digits, which is always there, and MNIST and Fashion-MNIST, which are found or fetched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.datasets import digits, idx
from backend.datasets.sources import IDX_SETS, IdxSet
from backend.schemas.dataset import DatasetInfo

NAMES = ("digits", *IDX_SETS)


class DataSetMissing(LookupError):
    """A data set is not here; the text says what to do."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images (n, height, width, 1) float32 in [0, 1], labels (n,) int64."""

    name: str
    train_images: NDArray[np.float32]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.float32]
    test_labels: NDArray[np.int64]


@lru_cache(maxsize=3)
def load(name: str, data_path: Path) -> Dataset:
    """A data set, read once and kept. Raises DataSetMissing, or DamagedFile for a file that is not what it should be."""
    if name == "digits":
        return Dataset(name, *digits.load())
    require(name, data_path)
    data = IDX_SETS[name]
    paths = [idx.find(data_path / name, file) for file in data.files]
    arrays = [idx.read(path, file) for path, file in zip(paths, data.files, strict=True) if path is not None]
    train, train_labels, test, test_labels = arrays
    return Dataset(name, _images(train), train_labels.astype(np.int64), _images(test), test_labels.astype(np.int64))


def _images(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.multiply(pixels[..., None], np.float32(1 / 255), dtype=np.float32)


def require(name: str, data_path: Path) -> None:
    """Raises DataSetMissing unless a data set's files are all here."""
    if name not in NAMES:
        raise DataSetMissing(f"there is no data set {name!r}; there are {', '.join(NAMES)}")
    if name != "digits" and (missing := _missing(IDX_SETS[name], data_path)):
        raise DataSetMissing(
            f"data set {name} is not here ({missing[0]} is missing in {data_path / name}): "
            f"run `mhoscope data fetch {name}`, or put its files there, or set MHOSCOPE_DATA_DIR to where they are"
        )


def image_shape(name: str) -> tuple[int, int]:
    """Height and width of a data set's images."""
    return (8, 8) if name == "digits" else (28, 28)


def test_images(name: str) -> int:
    """Images in a data set's test set; known without reading it."""
    return digits.TEST_IMAGES if name == "digits" else IDX_SETS[name].files[2].shape[0]


def status(data_path: Path) -> list[DatasetInfo]:
    """Every data set, and whether it is here."""
    found = [
        DatasetInfo(
            name="digits",
            title="Digits (8 x 8)",
            image_shape=(8, 8),
            train_images=1297,
            test_images=digits.TEST_IMAGES,
            present=True,
            detail="comes along",
        )
    ]
    for data in IDX_SETS.values():
        missing = _missing(data, data_path)
        folder = data_path / data.name
        detail = f"in {folder}" if not missing else f"not in {folder}; `mhoscope data fetch {data.name}` downloads it"
        train, _, test, _ = (file.shape for file in data.files)
        found.append(
            DatasetInfo(
                name=data.name,
                title=data.title,
                image_shape=(28, 28),
                train_images=train[0],
                test_images=test[0],
                present=not missing,
                detail=detail,
            )
        )
    return found


def _missing(data: IdxSet, data_path: Path) -> list[str]:
    return [file.name for file in data.files if idx.find(data_path / data.name, file) is None]
