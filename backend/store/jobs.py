"""What trainings and designs share: they wait, one process works on each under a lease, and they end."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.store.rows import JobColumns

UNFINISHED = ("queued", "running")
ENDED = ("done", "cancelled", "failed")
Row = TypeVar("Row", bound=JobColumns)


class JobNotFound(LookupError):
    """There is no job of that id."""


class JobStateError(RuntimeError):
    """The job's state does not allow what was asked."""


def row_of(session: Session, kind: type[Row], job_id: str, *, lock: bool = False) -> Row:
    """Raises JobNotFound."""
    row = session.get(kind, job_id, with_for_update=lock or None)
    if row is None:
        raise JobNotFound(f"there is no {kind.noun} {job_id!r}")
    return row


def page(session: Session, kind: type[Row], *, state: str | None, limit: int, offset: int) -> tuple[list[Row], int]:
    """Newest first, and how many there are."""
    query = select(kind).where(kind.state == state) if state else select(kind)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return list(session.scalars(query.order_by(kind.created_at.desc(), kind.id).limit(limit).offset(offset))), total


def unfinished_count(session: Session, kind: type[Row]) -> int:
    return session.scalar(select(func.count()).select_from(kind).where(kind.state.in_(UNFINISHED))) or 0


def request_cancel(session: Session, kind: type[Row], job_id: str) -> None:
    """Raises JobStateError if it has ended already."""
    row = row_of(session, kind, job_id, lock=True)
    if row.state in ENDED:
        raise JobStateError(f"{kind.noun} {job_id} is {row.state} already")
    end(row, "cancelled")


def queue_again(session: Session, kind: type[Row], job_id: str) -> Row:
    """Raises JobStateError unless it was cancelled or has failed."""
    row = row_of(session, kind, job_id, lock=True)
    if row.state not in ("cancelled", "failed"):
        raise JobStateError(f"{kind.noun} {job_id} is {row.state}; only a cancelled or failed one can be retried")
    row.state, row.error = "queued", None
    row.started_at = row.finished_at = row.lease_owner = row.lease_until = None
    changed(row)
    return row


def claim(session: Session, kind: type[Row], job_id: str, *, owner: str, now: float, lease_s: float) -> Row | None:
    """Begin a queued job. None if it is no longer queued."""
    row = session.get(kind, job_id, with_for_update=True)
    if row is None or row.state != "queued":
        return None
    row.state, row.started_at = "running", datetime.now(UTC)
    row.lease_owner, row.lease_until = owner, now + lease_s
    changed(row)
    return row


def held(session: Session, kind: type[Row], job_id: str, *, owner: str) -> Row | None:
    """The row, locked, if this owner is still to work on it."""
    row = session.get(kind, job_id, with_for_update=True)
    return row if row is not None and row.state == "running" and row.lease_owner == owner else None


def renew(session: Session, kind: type[Row], job_id: str, *, owner: str, now: float, lease_s: float) -> bool:
    """A sign of life. Returns whether the job is to go on."""
    row = held(session, kind, job_id, owner=owner)
    if row is not None:
        row.lease_until = now + lease_s
    return row is not None


def fail(session: Session, kind: type[Row], job_id: str, *, owner: str, reason: str) -> None:
    row = held(session, kind, job_id, owner=owner)
    if row is not None:
        row.error = reason
        end(row, "failed")


def owners(session: Session, kind: type[Row]) -> list[str]:
    """Who works on any."""
    return [
        owner
        for owner in session.scalars(select(kind.lease_owner).where(kind.lease_owner.is_not(None)).distinct())
        if owner is not None
    ]


def lost(session: Session, kind: type[Row], *, now: float, dead_owners: Iterable[str]) -> list[Row]:
    """Running jobs, locked, whose lease ran out or whose process is known to be gone."""
    gone = (kind.lease_until < now) | kind.lease_owner.in_(list(dead_owners))
    return list(session.scalars(select(kind).where(kind.state == "running", gone).with_for_update(skip_locked=True)))


def forgotten(session: Session, kind: type[Row], *, untouched_since: float) -> list[str]:
    """Queued jobs whose message may be lost."""
    query = select(kind).where(kind.state == "queued", kind.touched_at < untouched_since)
    rows = list(session.scalars(query.order_by(kind.created_at).with_for_update(skip_locked=True)))
    for row in rows:
        row.touched_at = time.time()
    return [row.id for row in rows]


def end(row: JobColumns, state: str) -> None:
    row.state, row.finished_at, row.lease_owner, row.lease_until = state, datetime.now(UTC), None, None
    changed(row)


def changed(row: JobColumns) -> None:
    row.sequence += 1
    row.touched_at = time.time()
