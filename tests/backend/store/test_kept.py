"""What analyses keep: found again, never replaced, and forgotten when there is too much of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from backend.store import kept
from backend.store.rows import KeptRow
from backend.store.session import Store


def keys(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.scalars(select(KeptRow.key)))


def used(store: Store, key: str, at: float) -> None:
    with store.write() as session:
        session.execute(update(KeptRow).where(KeptRow.key == key).values(last_used=at))


def test_it_is_found_again(store: Store) -> None:
    assert kept.find(store, "a") is None
    kept.keep(store, "a", b"\x00\xff")
    kept.keep(store, "a", b"other")
    assert kept.find(store, "a") == b"\x00\xff"


def test_what_was_not_asked_for_the_longest_is_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 30)
    for age, key in enumerate("abc"):
        kept.keep(store, key, bytes(10))
        used(store, key, 1000.0 + age)
    assert keys(store) == {"a", "b", "c"}
    assert kept.find(store, "a"), "it is used, so it stays"
    kept.keep(store, "d", bytes(15))
    assert keys(store) == {"a", "d"}
    kept.keep(store, "e", bytes(31))
    assert keys(store) == set(), "more than there is room for is not kept"


def test_not_every_reader_writes(store: Store) -> None:
    kept.keep(store, "a", b"1")
    with store.read() as session:
        before = session.get_one(KeptRow, "a").last_used
    kept.find(store, "a")
    with store.read() as session:
        assert session.get_one(KeptRow, "a").last_used == before
