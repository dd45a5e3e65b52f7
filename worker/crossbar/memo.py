"""What was computed for one chip and serves the next setting as well, within a bound of memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TypeVar

T = TypeVar("T")
MEMO_BYTES = 192 << 20


class Memo:
    """Values by name. Over its bound it forgets those of the highest draws first.

    A sweep goes through the same draws again and again, one setting after another. The least recently used would
    then be just what is wanted next; the lowest draws are what every setting needs.
    """

    def __init__(self, limit: int = MEMO_BYTES) -> None:
        self._limit = limit
        self._held: dict[Hashable, tuple[int, object]] = {}
        self._by_draw: list[tuple[int, int, Hashable]] = []
        """A heap of what is held, the highest draw on top: (-draw, a number of its own, key)."""
        self._numbers = count()
        self.bytes = 0
        """Of what is held."""

    def get(self, key: Hashable, compute: Callable[[], T], *, draw: int, size: int) -> T:
        """The value of `key`, computed if it is not held; `size` is its bytes. Equal keys must have equal values."""
        held = self._held.get(key)
        if held is not None:
            return held[1]  # type: ignore[return-value]
        value = compute()
        while self._held and self.bytes + size > self._limit:
            _, _, last = heappop(self._by_draw)
            self.bytes -= self._held.pop(last)[0]
        self._held[key] = (size, value)
        heappush(self._by_draw, (-draw, next(self._numbers), key))
        self.bytes += size
        return value

    def keeps(self, key: Hashable, *, draw: int, size: int) -> bool:
        """Whether `get` would answer from what is held, or hold its answer for longer than until the next is asked for."""
        if key in self._held or self.bytes + size <= self._limit:
            return True
        return bool(self._by_draw) and -self._by_draw[0][0] > draw

    def forget(self, part: object) -> None:
        """Drop what has this in its key."""
        for key in [key for key in self._held if isinstance(key, tuple) and any(one is part for one in key)]:
            self.bytes -= self._held.pop(key)[0]
        self._by_draw = [entry for entry in self._by_draw if entry[2] in self._held]
        heapify(self._by_draw)
