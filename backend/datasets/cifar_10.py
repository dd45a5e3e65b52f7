"""CIFAR-10: small photographs of ten kinds of things, in three colours."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zlib
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from backend.datasets.files.source import DamagedFile, Dataset, Fetchable, Progress
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

FILE = "cifar-10-binary.tar.gz"
MD5 = "c32a1d4ab5d03f1284b67883e8d87530"
MIRRORS = ("https://www.cs.toronto.edu/~kriz", "https://cave.cs.toronto.edu/kriz")
FOLDER = "cifar-10-batches-bin"
IMAGES_A_BATCH, SIDE, CHANNELS = 10_000, 32, 3
TRAIN = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST = ("test_batch.bin",)


class Cifar10(Fetchable):
    """The binary version: for each image a byte of its class, then its red, green and blue pixels, row by row."""

    def missing(self, folder: Path) -> list[str]:
        """Return the name of the archive if it is not in the folder."""
        return [] if (folder / FILE).is_file() else [FILE]

    def place(self, folder: Path) -> str:
        """Return where the data set is, as a sentence without a full stop."""
        return f"in {folder}"

    def fetch(self, folder: Path, progress: Progress, mirrors: tuple[str, ...] = MIRRORS) -> None:
        """Download the archive. Raises FetchFailed."""
        from backend.datasets.files.fetching import download

        if self.missing(folder):
            download([f"{mirror}/{FILE}" for mirror in mirrors], folder / FILE, partial(_checked, folder / FILE), progress)

    def read(self, folder: Path) -> Dataset:
        """Return the arrays of the data set. Raises DamagedFile for an archive that is not the expected one."""
        path = folder / FILE
        try:
            content = _checked(path, path.read_bytes())
            with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
                train, test = (self._part(archive, names, path) for names in (TRAIN, TEST))
        except (OSError, EOFError, zlib.error, tarfile.TarError, KeyError) as error:
            raise DamagedFile(path, str(error)) from None
        return Dataset(self.record.name, *train, *test)

    def _part(
        self, archive: tarfile.TarFile, names: tuple[str, ...], path: Path
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Images and labels of some batches, one after the other."""
        batches = [batch(archive.extractfile(f"{FOLDER}/{name}"), path) for name in names]
        images, labels = (np.concatenate(parts) for parts in zip(*batches, strict=True))
        return self.normalised(images), labels.astype(np.int64)


def _checked(path: Path, content: bytes) -> bytes:
    """The content itself, if it is the archive. Raises DamagedFile."""
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != MD5:
        raise DamagedFile(path, f"its MD5 is not {MD5}")
    return content


def batch(stream: IO[bytes] | None, path: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the images (n, 32, 32, 3) and labels (n,) of a batch. Raises DamagedFile for one of another size."""
    size = IMAGES_A_BATCH * (1 + CHANNELS * SIDE * SIDE)
    content = b"" if stream is None else stream.read(size + 1)
    if len(content) != size:
        raise DamagedFile(path, f"a batch must have {size:,} bytes")
    rows = np.frombuffer(content, np.uint8).reshape(IMAGES_A_BATCH, -1)
    planes = rows[:, 1:].reshape(-1, CHANNELS, SIDE, SIDE)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), rows[:, 0]


DATASET = Cifar10(
    DatasetRecord(
        name="cifar-10",
        title="CIFAR-10",
        short_title="CIFAR-10",
        kind="image",
        shape=(SIDE, SIDE, CHANNELS),
        classes=("Airplane", "Automobile", "Bird", "Cat", "Deer", "Dog", "Frog", "Horse", "Ship", "Truck"),
        train_images=len(TRAIN) * IMAGES_A_BATCH,
        test_images=len(TEST) * IMAGES_A_BATCH,
        scale=1 / 255,
        licence="not stated by its authors",
        citation="A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, University of Toronto",
        year=2009,
        source="Photographs of 32 x 32 pixels in the binary version of the archive, downloaded from its maker when asked for.",
        training=TrainingDefaults(size="large", epochs=20, batch_size=128, learning_rate=0.001),
    )
)
