"""Data sets: digits, which ships with the program, those that are found or downloaded, and users' own: one door to all of them.

To add one to the program: a file here that declares it as `DATASET`. Nothing else names it; `files` holds what they have in
common. Users add theirs to a store (`own`), whose library this process is told to use.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from backend.datasets.files.source import Dataset, DataSetMissing, Source
from backend.datasets.own import library
from backend.datasets.own.own_set import OwnSet
from backend.schemas.dataset import ALWAYS_HERE, DatasetInfo, DatasetRecord, Origin

__all__ = [
    "SOURCES",
    "DataSetMissing",
    "Dataset",
    "UnknownDataset",
    "identity",
    "load",
    "own_sets",
    "record_of",
    "records",
    "require",
    "source",
    "status",
]


class UnknownDataset(DataSetMissing):
    """There is no data set of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no data set {name!r}; there are {', '.join(one.name for one in records())}")


def _declared() -> dict[str, Source]:
    """Return the data sets declared in this folder by name: images, then sequences, each the smallest first."""
    found: list[Source] = [
        import_module(f"{__name__}.{module.name}").DATASET for module in pkgutil.iter_modules(__path__) if not module.ispkg
    ]
    return {one.record.name: one for one in sorted(found, key=_order)}


def _order(one: Source) -> tuple[str, int, int]:
    return one.record.kind, one.record.size, one.record.year


SOURCES = _declared()
"""All data sets of the program by name, in the order of lists."""


def source(name: str) -> Source:
    """Return a data set's record and reader. Raises UnknownDataset."""
    found = SOURCES.get(name) or library.current().find(name)
    if found is None:
        raise UnknownDataset(name)
    return found


def record_of(name: str) -> DatasetRecord:
    """Return the record of a data set, without reading its files. Raises UnknownDataset."""
    return source(name).record


def records() -> list[DatasetRecord]:
    """Return the records of all data sets, in the order of lists: those of the program, then users' own."""
    return [one.record for one in _all()]


def _all() -> list[Source]:
    return [*SOURCES.values(), *library.current().all()]


def identity(name: str) -> str:
    """Return what tells the content of a data set, for names of answers that are kept; its own name if that never changes.

    A user's data set may be removed, and another be added under its name. Raises UnknownDataset.
    """
    sha256 = record_of(name).sha256
    return name if sha256 is None else f"{name} {sha256}"


def own_sets(names: Iterable[str]) -> list[OwnSet]:
    """Return those of these data sets that are users' own, with their files on this machine, to hand on to other processes."""
    found = (library.current().find(name) for name in dict.fromkeys(names) if name not in SOURCES)
    return [one.here() for one in found if one is not None]


def load(name: str, data_path: Path) -> Dataset:
    """Return the images and labels of a data set, which are cached. Raises DataSetMissing, for a wrong file, too."""
    return _load(name, identity(name), data_path)


@lru_cache(maxsize=3)
def _load(name: str, _identity: str, data_path: Path) -> Dataset:
    require(name, data_path)
    return source(name).read(data_path / name)


def require(name: str, data_path: Path) -> None:
    """Raise DataSetMissing unless all files of a data set are in its folder below `data_path`."""
    folder = data_path / name
    if missing := source(name).missing(folder):
        raise DataSetMissing(
            f"data set {name} is not installed ({missing[0]} is missing in {folder}): "
            f"{source(name).advice}, or set MHOSCOPE_DATA_DIR to where they are"
        )


def status(data_path: Path) -> list[DatasetInfo]:
    """Return the record of every data set, with its origin, and whether it is installed below `data_path`."""
    return [_status(one, data_path / one.record.name) for one in _all()]


def _status(one: Source, folder: Path) -> DatasetInfo:
    missing = one.missing(folder)
    detail = f"not in {folder}; {one.advice}" if missing else one.place(folder)
    return DatasetInfo(
        **one.record.model_dump(exclude_computed_fields=True), present=not missing, detail=detail, origin=_origin(one)
    )


def _origin(one: Source) -> Origin:
    if isinstance(one, OwnSet):
        return "own"
    return "shipped" if one.record.name == ALWAYS_HERE else "found"
