"""Data sets: digits, which ships with the program, and those that are found or downloaded. Each is declared in one file.

To add one: a file here that declares it as `DATASET`. Nothing else names it; `files` holds what they have in common.
"""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from backend.datasets.files.source import Dataset, DataSetMissing, Source
from backend.schemas.dataset import DatasetInfo, DatasetRecord

__all__ = [
    "SOURCES",
    "DataSetMissing",
    "Dataset",
    "UnknownDataset",
    "load",
    "record_of",
    "records",
    "require",
    "source",
    "status",
]


class UnknownDataset(DataSetMissing):
    """There is no data set of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no data set {name!r}; there are {', '.join(SOURCES)}")


def _declared() -> dict[str, Source]:
    """Return the data sets declared in this folder by name: images, then sequences, each the smallest first."""
    found: list[Source] = [
        import_module(f"{__name__}.{module.name}").DATASET for module in pkgutil.iter_modules(__path__) if not module.ispkg
    ]
    return {one.record.name: one for one in sorted(found, key=_order)}


def _order(one: Source) -> tuple[str, int, int]:
    return one.record.kind, one.record.size, one.record.year


SOURCES = _declared()
"""All data sets by name, in the order of lists."""


def source(name: str) -> Source:
    """Return a data set's record and reader. Raises UnknownDataset."""
    try:
        return SOURCES[name]
    except KeyError:
        raise UnknownDataset(name) from None


def record_of(name: str) -> DatasetRecord:
    """Return the record of a data set, without reading its files. Raises UnknownDataset."""
    return source(name).record


def records() -> list[DatasetRecord]:
    """Return the records of all data sets, in the order of lists."""
    return [one.record for one in SOURCES.values()]


@lru_cache(maxsize=3)
def load(name: str, data_path: Path) -> Dataset:
    """Return the images and labels of a data set, which are cached. Raises DataSetMissing, for a wrong file, too."""
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
    """Return the record of every data set, with whether it is installed below `data_path`."""
    return [_status(one, data_path / name) for name, one in SOURCES.items()]


def _status(one: Source, folder: Path) -> DatasetInfo:
    missing = one.missing(folder)
    detail = f"not in {folder}; {one.advice}" if missing else one.place(folder)
    return DatasetInfo(**one.record.model_dump(exclude_computed_fields=True), present=not missing, detail=detail)
