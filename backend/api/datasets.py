"""From uploaded bytes to a data set in the store, and back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from backend.api.errors import ApiError
from backend.datasets import UnknownDataset, status
from backend.datasets.own.errors import NotADataset
from backend.datasets.own.reading import Asked, read
from backend.schemas.dataset import DatasetInfo
from backend.settings import Settings
from backend.store.datasets import file_of, require_free, save_dataset
from backend.store.session import Store


def accept(file: IO[bytes], asked: Asked, *, store: Store, settings: Settings) -> DatasetInfo:
    """Read a file, check it, and keep its data set. Raises ApiError, DatasetNameTaken and TooManyDatasets."""
    with store.read() as session:
        require_free(session, asked.name)  # said before the file is read, which takes longest
    with tempfile.TemporaryDirectory(prefix="mhoscope-") as folder:
        kept_at = Path(folder) / "data.npz"
        try:
            record = read(file, asked, kept_at)
        except NotADataset as error:
            raise ApiError(422, f"file: {error}", field="file") from None
        with store.write() as session:
            save_dataset(session, record, kept_at)
    return next(one for one in status(settings.data_path) if one.name == record.name)


def download(name: str, store: Store) -> Iterator[bytes]:
    """The file of a data set of one's own in parts. Raises ApiError, 404."""
    parts = _parts(name, store)
    try:
        first = next(parts)
    except UnknownDataset as error:
        raise ApiError(404, str(error)) from None
    return _from(first, parts)


def _parts(name: str, store: Store) -> Iterator[bytes]:
    with store.read() as session:
        yield from file_of(session, name)


def _from(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
