"""Data sets: digits, which is always there, and those that are found or fetched. Each is declared once, in a file of its own.

To add one: a file here that says what it is, as `DATASET`. Nothing else names it; `files` is what they have in common.
"""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from backend.datasets.files.source import Dataset, Source
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


class DataSetMissing(LookupError):
    """A data set is not here; the text says what to do."""


class UnknownDataset(DataSetMissing):
    """There is no data set of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no data set {name!r}; there are {', '.join(SOURCES)}")


def _declared() -> dict[str, Source]:
    """Every data set of this folder by name, the smallest first; of equal ones the older."""
    found: list[Source] = [
        import_module(f"{__name__}.{module.name}").DATASET for module in pkgutil.iter_modules(__path__) if not module.ispkg
    ]
    return {one.record.name: one for one in sorted(found, key=lambda one: (one.record.size, one.record.year))}


SOURCES = _declared()
"""Every data set by name, in the order of lists."""


def source(name: str) -> Source:
    """Raises UnknownDataset."""
    try:
        return SOURCES[name]
    except KeyError:
        raise UnknownDataset(name) from None


def record_of(name: str) -> DatasetRecord:
    """What a data set is; known without reading it. Raises UnknownDataset."""
    return source(name).record


def records() -> list[DatasetRecord]:
    """What every data set is, in the order of lists."""
    return [one.record for one in SOURCES.values()]


@lru_cache(maxsize=3)
def load(name: str, data_path: Path) -> Dataset:
    """A data set, read once and kept. Raises DataSetMissing, or DamagedFile for a file that is not what it should be."""
    require(name, data_path)
    return source(name).read(data_path / name)


def require(name: str, data_path: Path) -> None:
    """Raises DataSetMissing unless a data set's files are all here."""
    folder = data_path / name
    if missing := source(name).missing(folder):
        raise DataSetMissing(
            f"data set {name} is not installed ({missing[0]} is missing in {folder}): "
            f"run `mhoscope data fetch {name}`, or put its files there, or set MHOSCOPE_DATA_DIR to where they are"
        )


def status(data_path: Path) -> list[DatasetInfo]:
    """Every data set, and whether it is here."""
    return [_status(one, data_path / name) for name, one in SOURCES.items()]


def _status(one: Source, folder: Path) -> DatasetInfo:
    missing = one.missing(folder)
    detail = f"not in {folder}; `mhoscope data fetch {one.record.name}` downloads it" if missing else one.place(folder)
    return DatasetInfo(**one.record.model_dump(exclude_computed_fields=True), present=not missing, detail=detail)
