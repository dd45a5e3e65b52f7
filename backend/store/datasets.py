"""Data sets that users added, beside those of the program: in the store, and as files on this machine once they are read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import ColumnElement, String, cast, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from backend.datasets import SOURCES, UnknownDataset
from backend.datasets.own import library
from backend.datasets.own.own_set import OwnSet
from backend.schemas.dataset import DatasetDependents, DatasetRecord
from backend.schemas.job import UNFINISHED
from backend.settings import Settings
from backend.store.rows import DatasetPartRow, DatasetRow, JobColumns, NetworkRow, RunRow, job_tables
from backend.store.session import Store

MOST_DATASETS = 50
"""Largest number of data sets in a store."""
PART_BYTES = 4 * 2**20
"""Size of a part: what a database and its driver take at once without trouble."""


class DatasetNameTaken(ValueError):
    """A data set has this name already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a data set {name} already; choose another name")


class TooManyDatasets(RuntimeError):
    """The store holds as many data sets as it may."""


class DatasetInUse(RuntimeError):
    """Something depends on a data set; the text says what, and `dependents` lists it."""

    def __init__(self, dependents: DatasetDependents) -> None:
        super().__init__(dependents.sentence())
        self.dependents = dependents


class StoreLibrary:
    """The data sets of a store, whose files are kept on this machine under their digests, in the first folder that can be."""

    def __init__(self, store: Store, folders: Sequence[Path]) -> None:
        """Nothing is read or written yet."""
        self._store, self._folders = store, folders

    @cached_property
    def _folder(self) -> Path:
        """The first of the folders in which a file can be written."""
        for folder in self._folders:
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                if os.access(folder, os.W_OK):
                    return folder
        return self._folders[-1]

    def find(self, name: str) -> OwnSet | None:
        """Return the data set of this name, or None if there is none."""
        with self._store.read() as session:
            row = session.get(DatasetRow, name)
            return None if row is None else self._set(row)

    def all(self) -> Sequence[OwnSet]:
        """Return all data sets, the oldest first."""
        with self._store.read() as session:
            return [
                self._set(row) for row in session.scalars(select(DatasetRow).order_by(DatasetRow.created_at, DatasetRow.name))
            ]

    def _set(self, row: DatasetRow) -> OwnSet:
        record = DatasetRecord.model_validate(row.record)
        return OwnSet(record, self._folder / f"{row.sha256}.npz", lambda path: self._bring(record, path))

    def _bring(self, record: DatasetRecord, path: Path) -> None:
        """Write the file of a data set. Raises UnknownDataset if it was removed by now."""
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file, self._store.read() as session:
                # Of this content: the name may belong to another data set by now.
                if not session.scalar(select(DatasetRow.name).where(DatasetRow.sha256 == record.sha256)):
                    raise UnknownDataset(record.name)
                for content in _parts(session, record.name):
                    file.write(content)
            Path(draft).replace(path)
            self._forget_removed()
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise

    def _forget_removed(self) -> None:
        """Delete the files of data sets that are no longer in the store."""
        with self._store.read() as session:
            kept = {f"{sha256}.npz" for sha256 in session.scalars(select(DatasetRow.sha256))}
        for file in self._folder.glob("*.npz"):
            if file.name not in kept:
                file.unlink(missing_ok=True)


def use_store(store: Store, settings: Settings) -> None:
    """Have this process find users' own data sets in a store; their files are kept in the home folder of its settings."""
    library.use(library_of(store, settings))


def library_of(store: Store, settings: Settings) -> StoreLibrary:
    """Return the data sets of a store, whose files are kept in the home folder of the settings.

    In a container, where that may not be written, they are kept among the other data sets, or as temporary files.
    """
    user = f"mhoscope-{os.getuid()}" if hasattr(os, "getuid") else "mhoscope"
    temporary = Path(tempfile.gettempdir()) / user / "datasets"
    return StoreLibrary(store, (settings.home / "datasets", settings.data_path / ".own", temporary))


def require_free(session: Session, name: str) -> None:
    """Raise DatasetNameTaken if a data set has this name, and TooManyDatasets if the store is full."""
    if name in SOURCES or session.get(DatasetRow, name) is not None:
        raise DatasetNameTaken(name)
    if (session.scalar(select(func.count()).select_from(DatasetRow)) or 0) >= MOST_DATASETS:
        raise TooManyDatasets(f"there are {MOST_DATASETS} data sets already; remove one first")


def save_dataset(session: Session, record: DatasetRecord, file: Path) -> None:
    """Add a data set with the file of its arrays. Raises DatasetNameTaken and TooManyDatasets."""
    require_free(session, record.name)
    stored = record.model_dump(mode="json", exclude_computed_fields=True)
    now, size = datetime.now(UTC), file.stat().st_size
    session.add(DatasetRow(name=record.name, record=stored, sha256=record.sha256 or "", size=size, created_at=now))
    session.flush()
    with file.open("rb") as stream:
        position = 0
        while content := stream.read(PART_BYTES):
            session.execute(insert(DatasetPartRow).values(name=record.name, position=position, content=content))
            position += 1


def file_of(session: Session, name: str) -> Iterator[bytes]:
    """Yield the file of a data set's arrays in parts. Raises UnknownDataset."""
    if session.get(DatasetRow, name) is None:
        raise UnknownDataset(name)
    return _parts(session, name)


def size_of(session: Session, name: str) -> int:
    """Return the size of the file of a data set's arrays in bytes. Raises UnknownDataset."""
    row = session.get(DatasetRow, name)
    if row is None:
        raise UnknownDataset(name)
    return row.size


def _parts(session: Session, name: str) -> Iterator[bytes]:
    positions = session.scalars(select(DatasetPartRow.position).where(DatasetPartRow.name == name).order_by("position")).all()
    for position in positions:
        content = session.scalar(
            select(DatasetPartRow.content).where(DatasetPartRow.name == name, DatasetPartRow.position == position)
        )
        if content is None:
            raise UnknownDataset(name)
        yield content


def dependents_of(session: Session, name: str) -> DatasetDependents:
    """Return what depends on a data set of one's own."""
    return DatasetDependents(
        dataset=name,
        networks=tuple(session.scalars(select(NetworkRow.id).where(_of(name)).order_by(NetworkRow.id))),
        runs=_count(session, RunRow, name),
        unfinished=sum(_count(session, table, name, table.state.in_(UNFINISHED)) for table in job_tables()),
    )


def _of(name: str) -> ColumnElement[bool]:
    return NetworkRow.id.startswith(f"{name}/", autoescape=True)


def _count(session: Session, table: type[JobColumns], name: str, *conditions: ColumnElement[bool]) -> int:
    """How many jobs name a data set, or a network of it."""
    asked = cast(getattr(table, table.REQUEST), String)
    names = or_(*(asked.contains(f'"{name}{end}', autoescape=True) for end in ("/", '"')))
    return session.scalar(select(func.count()).select_from(table).where(names, *conditions)) or 0


def delete_dataset(session: Session, name: str, *, force: bool = False) -> None:
    """Delete a data set of one's own, and with `force` the networks for it. Runs keep their results.

    Raises UnknownDataset, and DatasetInUse if networks depend on it and `force` is not set, or jobs are under way with it.
    """
    row = session.get(DatasetRow, name)
    if row is None:
        raise UnknownDataset(name)
    dependents = dependents_of(session, name)
    if dependents.unfinished or ((dependents.networks or dependents.runs) and not force):
        raise DatasetInUse(dependents)
    session.execute(delete(NetworkRow).where(_of(name)))
    session.execute(delete(DatasetPartRow).where(DatasetPartRow.name == name))
    session.delete(row)
