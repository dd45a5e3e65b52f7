"""What was computed for one chip and serves the next setting as well, within a bound of memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TypeVar

T = TypeVar("T")
MEMO_BYTES = 192 << 20
OLD = 8000
"""Questions after which what nobody asked for is old: a few curves go by, with two questions for a draw."""


class Memo:
    """Values by name. Over its bound it forgets what nobody asked for of late, then those of the highest draws first.

    A sweep goes through the same draws again and again, one setting after another. The least recently used would
    then be just what is wanted next; the lowest draws are what every setting needs. But those of another seed or
    another network, which nobody looks at any more, would stay for ever.
    """

    def __init__(self, limit: int = MEMO_BYTES) -> None:
        self._limit = limit
        self._held: dict[Hashable, tuple[int, object]] = {}
        self._asked: dict[Hashable, int] = {}
        """When what is held was last asked for, in questions."""
        self._now = 0
        self._cleared = 0
        self._by_draw: list[tuple[int, int, Hashable]] = []
        """A heap of what is held, the highest draw on top: (-draw, a number of its own, key)."""
        self._numbers = count()
        self.bytes = 0
        """Of what is held."""

    def get(self, key: Hashable, compute: Callable[[], T], *, draw: int, size: int) -> T:
        """The value of `key`, computed if it is not held; `size` is its bytes. Equal keys must have equal values."""
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
        """Whether `get` would answer from what is held, or hold its answer for longer than until the next is asked for."""
        self._now += 1
        if key in self._held or self.bytes + size <= self._limit:
            return True
        self._clear_old()
        if self.bytes + size <= self._limit:
            return True
        return bool(self._by_draw) and -self._by_draw[0][0] > draw

    def forget(self, part: object) -> None:
        """Drop what has this in its key."""
        self._drop(key for key in self._held if isinstance(key, tuple) and any(one is part for one in key))

    def _clear_old(self) -> None:
        """Looking at all that is held takes time, so not at every question."""
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
