"""A data set of one's own, read like every other one from the file in which it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backend.datasets.files.arrays import ARRAYS, dataset_of
from backend.datasets.files.npz import NotReadable, opened
from backend.datasets.files.source import DamagedFile, Dataset, Source


@dataclass(frozen=True)
class OwnSet(Source):
    """A data set that a user added. `file` is where its arrays are kept on this machine, once `bring` has brought them there."""

    file: Path
    bring: Callable[[Path], None] | None = None
    """Writes the file from where all machines find it; None: it is there already."""

    def missing(self, _folder: Path) -> list[str]:
        """Return an empty list: who knows the data set has its arrays."""
        return []

    def place(self, _folder: Path) -> str:
        """Return where the data set is, as a sentence without a full stop."""
        return "added here"

    def here(self) -> OwnSet:
        """Return the same data set with its file on this machine, for other processes of it."""
        if self.bring is not None and not self.file.is_file():
            self.bring(self.file)
        return OwnSet(self.record, self.file)

    def read(self, _folder: Path) -> Dataset:
        """Return the arrays of the data set. Raises DamagedFile."""
        self.here()
        try:
            with opened(self.file) as archive:
                arrays = {name: archive.whole(archive.arrays[name]) for name in ARRAYS}
            return dataset_of(self, arrays)
        except (NotReadable, KeyError) as error:
            raise DamagedFile(self.file, str(error)) from None
