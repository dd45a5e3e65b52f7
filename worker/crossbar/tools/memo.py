"""A cache, bounded in bytes, for results of one chip that the next setting of a sweep needs again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TypeVar

T = TypeVar("T")
MEMO_BYTES = 192 << 20
"""Default bound of a `Memo`: 192 MiB."""
OLD = 8000
"""A value that was not requested during this many requests is stale: a few curves at two requests for each draw."""


class Memo:
    """A cache of values by key. When full, it drops stale values first, then those of the highest draw numbers.

    A sweep goes through the same draws again for each of its settings. Dropping the least recently used value would therefore
    drop what is needed next, whereas every setting needs the lowest draws. Values that nobody requests any more, of another
    seed or network, are dropped once they are stale. Not safe for use by several threads at a time.
    """

    def __init__(self, limit: int = MEMO_BYTES) -> None:
        """Create an empty cache that stores at most `limit` bytes."""
        self._limit = limit
        self._held: dict[Hashable, tuple[int, object]] = {}
        """Size in bytes and value, by key."""
        self._asked: dict[Hashable, int] = {}
        """For each key, the number of the request that used it last."""
        self._now = 0
        self._cleared = 0
        self._by_draw: list[tuple[int, int, Hashable]] = []
        """A heap of the keys with the highest draw on top: (-draw, serial number, key)."""
        self._numbers = count()
        self.bytes = 0
        """Bytes of all stored values."""

    def get(self, key: Hashable, compute: Callable[[], T], *, draw: int, size: int) -> T:
        """Return the value stored under `key`, or compute, store and return it.

        `size` is the value's size in bytes and `draw` the number of the chip it belongs to. Equal keys must stand for equal
        values.
        """
        self._now += 1
        held = self._held.get(key)
        if held is not None:
            self._asked[key] = self._now
            return held[1]  # type: ignore[return-value]
        value = compute()
        if self.bytes + size > self._limit:
            self._clear_old()
        while self._held and self.bytes + size > self._limit:
            _, _, last = heappop(self._by_draw)
            self._remove(last)
        self._held[key] = (size, value)
        self._asked[key] = self._now
        heappush(self._by_draw, (-draw, next(self._numbers), key))
        self.bytes += size
        return value

    def keeps(self, key: Hashable, *, draw: int, size: int) -> bool:
        """Return whether `get` with these arguments would find the value, or store it for longer than until the next request.

        If not, a caller may compute the value in work memory instead of having it stored.
        """
        self._now += 1
        if key in self._held or self.bytes + size <= self._limit:
            return True
        self._clear_old()
        if self.bytes + size <= self._limit:
            return True
        return bool(self._by_draw) and -self._by_draw[0][0] > draw

    def forget(self, part: object) -> None:
        """Drop every value whose key is a tuple that contains this very object."""
        self._drop(key for key in self._held if isinstance(key, tuple) and any(one is part for one in key))

    def _clear_old(self) -> None:
        """Drop stale values. Looking at all of them takes time, so this is done only once in a while."""
        if self._now - self._cleared >= OLD // 4:
            self._cleared = self._now
            self._drop(key for key, asked in self._asked.items() if self._now - asked > OLD)

    def _drop(self, keys: Iterable[Hashable]) -> None:
        for key in list(keys):
            self._remove(key)
        self._by_draw = [entry for entry in self._by_draw if entry[2] in self._held]
        heapify(self._by_draw)

    def _remove(self, key: Hashable) -> None:
        self.bytes -= self._held.pop(key)[0]
        del self._asked[key]
