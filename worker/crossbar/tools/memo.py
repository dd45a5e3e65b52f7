"""A cache, bounded in bytes, for results of one chip that the next setting of a sweep needs again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TypeVar

T = TypeVar("T")
MEMO_BYTES = 192 << 20
"""Default bound of a `Memo`: 192 MiB."""
STALE_AFTER = 8000
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
        self._entries: dict[Hashable, tuple[int, object]] = {}
        """Size in bytes and value, by key."""
        self._last_used: dict[Hashable, int] = {}
        """For each key, the number of the request that used it last."""
        self._requests = 0
        self._cleared_at = 0
        self._by_draw: list[tuple[int, int, Hashable]] = []
        """A heap of the keys with the highest draw on top: (-draw, serial number, key)."""
        self._serial_numbers = count()
        self.bytes = 0
        """Bytes of all stored values."""

    def get(self, key: Hashable, compute: Callable[[], T], *, draw: int, size: int) -> T:
        """Return the value stored under `key`, or compute, store and return it.

        `size` is the value's size in bytes and `draw` the number of the chip it belongs to. Equal keys must stand for equal
        values.
        """
        self._requests += 1
        entry = self._entries.get(key)
        if entry is not None:
            self._last_used[key] = self._requests
            return entry[1]  # type: ignore[return-value]
        value = compute()
        if self.bytes + size > self._limit:
            self._clear_old()
        while self._entries and self.bytes + size > self._limit:
            _, _, dropped = heappop(self._by_draw)
            self._remove(dropped)
        self._entries[key] = (size, value)
        self._last_used[key] = self._requests
        heappush(self._by_draw, (-draw, next(self._serial_numbers), key))
        self.bytes += size
        return value

    def keeps(self, key: Hashable, *, draw: int, size: int) -> bool:
        """Return whether `get` with these arguments would find the value, or store it for longer than until the next request.

        If not, a caller may compute the value in work memory instead of having it stored.
        """
        self._requests += 1
        if key in self._entries or self.bytes + size <= self._limit:
            return True
        self._clear_old()
        if self.bytes + size <= self._limit:
            return True
        return bool(self._by_draw) and -self._by_draw[0][0] > draw

    def forget(self, owner: object) -> None:
        """Drop every value whose key is a tuple that contains this very object."""
        self._drop(key for key in self._entries if isinstance(key, tuple) and any(item is owner for item in key))

    def _clear_old(self) -> None:
        """Drop stale values. Looking at all of them takes time, so this is done only once in a while."""
        if self._requests - self._cleared_at >= STALE_AFTER // 4:
            self._cleared_at = self._requests
            self._drop(key for key, last_used in self._last_used.items() if self._requests - last_used > STALE_AFTER)

    def _drop(self, keys: Iterable[Hashable]) -> None:
        for key in list(keys):
            self._remove(key)
        self._by_draw = [entry for entry in self._by_draw if entry[2] in self._entries]
        heapify(self._by_draw)

    def _remove(self, key: Hashable) -> None:
        self.bytes -= self._entries.pop(key)[0]
        del self._last_used[key]
