"""Users' own data sets as this process finds them: in the store of a server or worker, or as another process handed them on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from backend.datasets.own.own_set import OwnSet


class Library(Protocol):
    """Who knows users' own data sets."""

    def find(self, name: str) -> OwnSet | None:
        """Return the data set of this name, or None if there is none."""
        ...

    def all(self) -> Sequence[OwnSet]:
        """Return all data sets, in the order of lists."""
        ...


class Shelf:
    """A library of data sets that are known from the beginning."""

    def __init__(self, sets: Iterable[OwnSet] = ()) -> None:
        """Keep these data sets, each under its name."""
        self._sets = {one.record.name: one for one in sets}

    def find(self, name: str) -> OwnSet | None:
        """Return the data set of this name, or None if there is none."""
        return self._sets.get(name)

    def all(self) -> Sequence[OwnSet]:
        """Return all data sets, in the order in which they were given."""
        return tuple(self._sets.values())


_library: Library = Shelf()


def use(library: Library) -> None:
    """Find users' own data sets in this library from now on, in this process."""
    global _library  # noqa: PLW0603 - networks name a data set; who knows it is set once per process
    _library = library


def current() -> Library:
    """Return the library that this process uses; an empty one at first."""
    return _library
