"""Leases: a row is worked on by one process at a time, and other processes can tell when that one is gone.

A lease is taken by a conditional update and kept by renewing it. It ends when the work is given back or done, when it expires
because it was not renewed, or when its process is known to be gone. Points of runs, trainings and designs are leased
(`rows.LeaseColumns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, inspect, or_, select, update
from sqlalchemy.orm import Session

from backend.store.rows import LeaseColumns

Key = tuple[Any, ...]
"""The primary key of a row, in the order of its columns; also the content of a message to the workers."""
Row = TypeVar("Row", bound=LeaseColumns)

MAX_ATTEMPTS = 5
"""Number of claims without progress after which a row is given up."""


def claim(session: Session, kind: type[Row], key: Key, *, owner: str, now: float, lease_s: float) -> Row | None:
    """Lease a row that is waiting, or whose lease has expired, for `lease_s` seconds; return it, or None if it is not available.

    The caller checks that the row's job has not ended, and gives up rows with more than MAX_ATTEMPTS attempts.
    """
    states = (kind.WAITING,) if kind.WHEN_LOST else (kind.WAITING, "running")
    claimed = session.execute(
        update(kind)
        .where(*_is(kind, key), kind.state.in_(states), or_(kind.lease_until.is_(None), kind.lease_until < now))
        .values(state="running", lease_owner=owner, lease_until=now + lease_s, attempts=kind.attempts + 1, touched_at=now)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        return None
    return session.get_one(kind, key, populate_existing=True)


def owned(session: Session, kind: type[Row], key: Key, *, owner: str) -> Row | None:
    """Return the row, locked, if this owner holds its lease; otherwise None."""
    row = session.get(kind, key, with_for_update=True)
    return row if row is not None and row.lease_owner == owner else None


def renew(session: Session, kind: type[Row], key: Key, *, owner: str, now: float, lease_s: float) -> bool:
    """Extend a lease to `lease_s` seconds from now. Return False if it was lost: cancelled, deleted or taken over."""
    row = owned(session, kind, key, owner=owner)
    if row is not None:
        row.lease_until = now + lease_s
    return row is not None


def give_back(row: LeaseColumns, state: str, *, now: float) -> None:
    """End a lease and set the row's state."""
    row.state, row.lease_owner, row.lease_until, row.touched_at = state, None, None, now


def owners(session: Session, kind: type[LeaseColumns]) -> list[str]:
    """Return the names of all processes that hold leases of this kind of rows."""
    query = select(kind.lease_owner).where(kind.lease_owner.is_not(None)).distinct()
    return [owner for owner in session.scalars(query) if owner is not None]


def lost(session: Session, kind: type[Row], *, now: float, dead_owners: Iterable[str] = ()) -> list[tuple[Row, bool]]:
    """Return the rows, locked, whose lease has expired or whose owner is dead, each with whether its result is still wanted.

    Rows that another transaction has locked are skipped.
    """
    gone = kind.lease_owner.is_not(None) & ((kind.lease_until < now) | kind.lease_owner.in_(list(dead_owners)))
    query = select(kind, kind.is_wanted()).where(gone).with_for_update(of=kind, skip_locked=True)
    return [(row, bool(wanted)) for row, wanted in session.execute(query)]


def forgotten(session: Session, kind: type[LeaseColumns], *, untouched_since: float, limit: int = 500) -> list[Key]:
    """Return the keys of at most `limit` rows that have waited without a change since then, those that waited longest first.

    Their messages to the workers may have been lost. `untouched_since` is in seconds since the epoch.
    """
    waits = (kind.is_wanted(), kind.state == kind.WAITING, kind.lease_owner.is_(None), kind.touched_at < untouched_since)
    query = select(*_columns(kind)).where(*waits).order_by(*kind.in_line()).limit(limit)
    return [tuple(key) for key in session.execute(query)]


def touch(session: Session, kind: type[LeaseColumns], keys: Sequence[Key], *, now: float) -> None:
    """Record that the messages for these rows were sent again."""
    for key in keys:
        session.execute(update(kind).where(*_is(kind, key)).values(touched_at=now))


def key_of(row: LeaseColumns) -> Key:
    """Return the primary key of a stored row."""
    return tuple(inspect(row).identity)


def _columns(kind: type[LeaseColumns]) -> Sequence[ColumnElement[Any]]:
    return tuple(inspect(kind).primary_key)


def _is(kind: type[LeaseColumns], key: Key) -> list[ColumnElement[bool]]:
    """Return the conditions that select the row of this key."""
    return [column == value for column, value in zip(_columns(kind), key, strict=True)]
