"""The life of a job, whatever its kind: it is queued, worked on, and ends; it may be stopped and queued again.

Of jobs that one process works on as a whole (`rows.LeasedJobColumns`), also how that process takes them, tells how
far it is, and what becomes of them when it is killed.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.schemas.job import UNFINISHED
from backend.store import leases
from backend.store.rows import AnsweredJobColumns, JobColumns, LeaseColumns, LeasedJobColumns

Row = TypeVar("Row", bound=JobColumns)
LeasedRow = TypeVar("LeasedRow", bound=LeasedJobColumns)

GIVEN_UP = f"the worker died {leases.MAX_ATTEMPTS} times; see its log, then retry"
STOPPED = ("cancelled", "failed")
"""The states of a job that came to no answer."""


class JobNotFound(LookupError):
    """There is no job of that id."""


class JobStateError(RuntimeError):
    """The job's state does not allow what was asked."""


def create(session: Session, kind: type[JobColumns], **columns: Any) -> str:
    """Record a job as queued. Returns its id."""
    row = kind(id=uuid.uuid4().hex, state="queued", created_at=datetime.now(UTC), **columns)  # type: ignore[call-arg]
    if isinstance(row, LeaseColumns):
        row.touched_at = time.time()
    session.add(row)
    return row.id


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


def unfinished_count(session: Session, kind: type[JobColumns]) -> int:
    """How many wait or run."""
    return session.scalar(select(func.count()).select_from(kind).where(kind.state.in_(UNFINISHED))) or 0


def find_answer(session: Session, kind: type[AnsweredJobColumns], key: str) -> str | None:
    """The newest job with this answer key that has an answer or is under way."""
    query = select(kind.id).where(kind.answer_key == key, kind.state.not_in(STOPPED))
    return session.scalar(query.order_by(kind.created_at.desc()).limit(1))


def request_cancel(session: Session, kind: type[JobColumns], job_id: str) -> None:
    """Stop a job; what it has so far stays. Raises JobNotFound, and JobStateError if it has ended already."""
    row = row_of(session, kind, job_id, lock=True)
    if row.state not in UNFINISHED:
        raise JobStateError(f"{kind.noun} {job_id} is {row.state} already")
    end(row, "cancelled")


def queue_again(session: Session, kind: type[Row], job_id: str, *, stopped: Collection[str], only: str) -> Row:
    """Raises JobNotFound, and JobStateError unless its state is in `stopped`; `only` says in words which these are."""
    row = row_of(session, kind, job_id, lock=True)
    if row.state not in stopped:
        raise JobStateError(f"{kind.noun} {job_id} is {row.state}; only {only} can be retried")
    row.state, row.error, row.started_at, row.finished_at = "queued", None, None, None
    _end_lease(row)
    changed(row)
    return row


def delete(session: Session, kind: type[JobColumns], job_id: str) -> None:
    """Forget a job and its parts. Raises JobNotFound."""
    session.delete(row_of(session, kind, job_id, lock=True))


def begin(row: JobColumns) -> None:
    """A worker has come."""
    row.state, row.started_at = "running", datetime.now(UTC)
    changed(row)


def end(row: JobColumns, state: str) -> None:
    """Nobody works on it any more."""
    row.state, row.finished_at = state, datetime.now(UTC)
    _end_lease(row)
    changed(row)


def _end_lease(row: JobColumns) -> None:
    if isinstance(row, LeaseColumns):
        row.lease_owner, row.lease_until, row.attempts = None, None, 0


def changed(row: JobColumns) -> None:
    """Have those who follow the job hear of it."""
    row.sequence += 1
    if isinstance(row, LeaseColumns):
        row.touched_at = time.time()


def claim(session: Session, kind: type[LeasedRow], job_id: str, *, owner: str, now: float, lease_s: float) -> LeasedRow | None:
    """Take a job as a whole and begin it. None if it is not to be had."""
    row = leases.claim(session, kind, (job_id,), owner=owner, now=now, lease_s=lease_s)
    if row is None:
        return None
    if row.attempts > leases.MAX_ATTEMPTS:
        row.error = GIVEN_UP
        end(row, "failed")
        return None
    begin(row)
    return row


def progress(session: Session, kind: type[LeasedRow], job_id: str, *, owner: str) -> LeasedRow | None:
    """The row of a job that has come further, locked, to be written to; None if it is not this owner's any more."""
    row = leases.owned(session, kind, (job_id,), owner=owner)
    if row is not None:
        row.attempts = 0
        changed(row)
    return row


def fail(session: Session, kind: type[LeasedJobColumns], job_id: str, *, owner: str, reason: str) -> None:
    """End a job without an answer, if it is still this owner's."""
    row = leases.owned(session, kind, (job_id,), owner=owner)
    if row is not None:
        row.error = reason
        end(row, "failed")


def free_lost(
    session: Session, kind: type[LeaseColumns], *, now: float, dead_owners: Iterable[str] = ()
) -> tuple[list[leases.Key], list[leases.Key]]:
    """What is to become of jobs or points whose process is gone: those to send again, and those that have failed."""
    again: list[leases.Key] = []
    failed: list[leases.Key] = []
    for row, wanted in leases.lost(session, kind, now=now, dead_owners=dead_owners):
        if row.WHEN_LOST is not None and isinstance(row, LeasedJobColumns):
            row.error = row.WHEN_LOST
            end(row, "failed")
            failed.append(leases.key_of(row))
            continue
        leases.give_back(row, row.WAITING if row.state == "running" else row.state, now=now)
        if isinstance(row, JobColumns):
            changed(row)
        if wanted:
            again.append(leases.key_of(row))
    return again, failed
