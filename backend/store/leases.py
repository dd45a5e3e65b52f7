"""Leases: one process at a time works on a row, and others can tell when it is gone.

A lease is taken by a conditional update, held by signs of life, and ends when the work is given back or done, when
nothing was heard of its process for too long, or when that process is known to be gone. Points of runs, trainings
and designs are leased in this way (`rows.LeaseColumns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, inspect, or_, select, update
from sqlalchemy.orm import Session

from backend.store.rows import LeaseColumns

Key = tuple[Any, ...]
"""A row's primary key, in the order of its columns; also what a message to the workers holds."""
Row = TypeVar("Row", bound=LeaseColumns)

MAX_ATTEMPTS = 5


def claim(session: Session, kind: type[Row], key: Key, *, owner: str, now: float, lease_s: float) -> Row | None:
    """Take a row that waits, or that another process has not held on to. None if it is not to be had.

    The caller sees to it that the row's job goes on, and gives up on a row with more than MAX_ATTEMPTS.
    """
    states = (kind.WAITING,) if kind.WHEN_LOST else (kind.WAITING, "running")
    taken = session.execute(
        update(kind)
        .where(*_is(kind, key), kind.state.in_(states), or_(kind.lease_until.is_(None), kind.lease_until < now))
        .values(state="running", lease_owner=owner, lease_until=now + lease_s, attempts=kind.attempts + 1, touched_at=now)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return None
    return session.get_one(kind, key, populate_existing=True)


def owned(session: Session, kind: type[Row], key: Key, *, owner: str) -> Row | None:
    """The row, locked, if it is still this owner's."""
    row = session.get(kind, key, with_for_update=True)
    return row if row is not None and row.lease_owner == owner else None


def renew(session: Session, kind: type[Row], key: Key, *, owner: str, now: float, lease_s: float) -> bool:
    """A sign of life. Returns whether the work is to go on: False once it was cancelled, deleted or taken over."""
    row = owned(session, kind, key, owner=owner)
    if row is not None:
        row.lease_until = now + lease_s
    return row is not None


def give_back(row: LeaseColumns, state: str, *, now: float) -> None:
    """End a lease; the row is then in `state`."""
    row.state, row.lease_owner, row.lease_until, row.touched_at = state, None, None, now


def owners(session: Session, kind: type[LeaseColumns]) -> list[str]:
    """Who holds leases."""
    query = select(kind.lease_owner).where(kind.lease_owner.is_not(None)).distinct()
    return [owner for owner in session.scalars(query) if owner is not None]


def lost(session: Session, kind: type[Row], *, now: float, dead_owners: Iterable[str] = ()) -> list[tuple[Row, bool]]:
    """The rows, locked, whose lease ran out or whose process is known to be gone; and whether somebody waits for them."""
    gone = kind.lease_owner.is_not(None) & ((kind.lease_until < now) | kind.lease_owner.in_(list(dead_owners)))
    query = select(kind, kind.is_wanted()).where(gone).with_for_update(of=kind, skip_locked=True)
    return [(row, bool(wanted)) for row, wanted in session.execute(query)]


def forgotten(session: Session, kind: type[LeaseColumns], *, untouched_since: float, limit: int = 500) -> list[Key]:
    """What waits and was not touched for a while: its message may be lost. Who has waited longest comes first."""
    waits = (kind.is_wanted(), kind.state == kind.WAITING, kind.lease_owner.is_(None), kind.touched_at < untouched_since)
    query = select(*_columns(kind)).where(*waits).order_by(*kind.in_line()).limit(limit)
    return [tuple(key) for key in session.execute(query)]


def touch(session: Session, kind: type[LeaseColumns], keys: Sequence[Key], *, now: float) -> None:
    """Note that these were sent again."""
    for key in keys:
        session.execute(update(kind).where(*_is(kind, key)).values(touched_at=now))


def key_of(row: LeaseColumns) -> Key:
    """A stored row's primary key."""
    return tuple(inspect(row).identity)


def _columns(kind: type[LeaseColumns]) -> Sequence[ColumnElement[Any]]:
    return tuple(inspect(kind).primary_key)


def _is(kind: type[LeaseColumns], key: Key) -> list[ColumnElement[bool]]:
    return [column == value for column, value in zip(_columns(kind), key, strict=True)]
