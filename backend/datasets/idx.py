"""IDX, the format of MNIST: found in a folder, zipped or raw, checked, and read."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.datasets.sources import IdxFile


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
