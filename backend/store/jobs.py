"""The life cycle of jobs of all kinds: created, queued, running, ended; they can be cancelled and queued again.

For jobs that one process works on as a whole (`rows.LeasedJobColumns`) it also says how a process claims them, reports
progress, and what becomes of them when the process is killed.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.schemas.job import UNFINISHED
from backend.schemas.version import ENGINE_VERSION
from backend.store import leases
from backend.store.rows import AnsweredJobColumns, JobColumns, LeaseColumns, LeasedJobColumns

Row = TypeVar("Row", bound=JobColumns)
LeasedRow = TypeVar("LeasedRow", bound=LeasedJobColumns)

GIVEN_UP = f"the worker died {leases.MAX_ATTEMPTS} times; see its log, then retry"
"""Error of a job whose processes died too often."""
STOPPED = ("cancelled", "failed")
"""States of a job that ended without an answer."""


class JobNotFound(LookupError):
    """No job of this kind has this id."""


class JobStateError(RuntimeError):
    """The state of the job does not allow the request."""


def create(session: Session, kind: type[JobColumns], **columns: Any) -> str:
    """Record a job as queued and return its id; `columns` are those of its kind."""
    row = kind(id=uuid.uuid4().hex, state="queued", created_at=datetime.now(UTC), **columns)  # type: ignore[call-arg]
    if isinstance(row, LeaseColumns):
        row.touched_at = time.time()
    session.add(row)
    return row.id


def create_answered(session: Session, kind: type[AnsweredJobColumns], request: BaseModel, key: str, **columns: Any) -> str:
    """Record a job with an answer key as queued, to be answered by this engine, and return its id."""
    columns[kind.REQUEST] = request.model_dump(mode="json")
    return create(session, kind, answer_key=key, engine_version=ENGINE_VERSION, **columns)


def row_of(session: Session, kind: type[Row], job_id: str, *, lock: bool = False) -> Row:
    """Return the row of a job, locked until the unit of work ends if `lock` is set. Raises JobNotFound."""
    row = session.get(kind, job_id, with_for_update=lock or None)
    if row is None:
        raise JobNotFound(f"there is no {kind.noun} {job_id!r}")
    return row


def page(session: Session, kind: type[Row], *, state: str | None, limit: int, offset: int) -> tuple[list[Row], int]:
    """Return a page of the jobs in a state (None: all), newest first, and the number of all of them."""
    query = select(kind).where(kind.state == state) if state else select(kind)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return list(session.scalars(query.order_by(kind.created_at.desc(), kind.id).limit(limit).offset(offset))), total


def unfinished_count(session: Session, kind: type[JobColumns]) -> int:
    """Return how many jobs of this kind are waiting or running."""
    return session.scalar(select(func.count()).select_from(kind).where(kind.state.in_(UNFINISHED))) or 0


def find_answer(session: Session, kind: type[AnsweredJobColumns], key: str) -> str | None:
    """Return the id of the newest job with this answer key that has an answer or is under way, or None."""
    query = select(kind.id).where(kind.answer_key == key, kind.state.not_in(STOPPED))
    return session.scalar(query.order_by(kind.created_at.desc()).limit(1))


def request_cancel(session: Session, kind: type[JobColumns], job_id: str) -> None:
    """Cancel a job and keep its results so far. Raises JobNotFound, and JobStateError if it has ended already."""
    row = row_of(session, kind, job_id, lock=True)
    if row.state not in UNFINISHED:
        raise JobStateError(f"{kind.noun} {job_id} is {row.state} already")
    end(row, "cancelled")


def queue_again(session: Session, kind: type[Row], job_id: str, *, stopped: Collection[str], only: str) -> Row:
    """Queue a job again and return its row. Raises JobNotFound, and JobStateError unless its state is one of `stopped`.

    `only` describes these states in the message of the error.
    """
    row = row_of(session, kind, job_id, lock=True)
    if row.state not in stopped:
        raise JobStateError(f"{kind.noun} {job_id} is {row.state}; only {only} can be retried")
    row.state, row.error, row.started_at, row.finished_at = "queued", None, None, None
    _end_lease(row)
    changed(row)
    return row


def delete(session: Session, kind: type[JobColumns], job_id: str) -> None:
    """Delete a job with everything that belongs to it. Raises JobNotFound."""
    session.delete(row_of(session, kind, job_id, lock=True))


def begin(row: JobColumns) -> None:
    """Mark a job as running from now on."""
    row.state, row.started_at = "running", datetime.now(UTC)
    changed(row)


def end(row: JobColumns, state: str) -> None:
    """Mark a job as ended in this state, and end its lease."""
    row.state, row.finished_at = state, datetime.now(UTC)
    _end_lease(row)
    changed(row)


def _end_lease(row: JobColumns) -> None:
    if isinstance(row, LeaseColumns):
        row.lease_owner, row.lease_until, row.attempts = None, None, 0


def changed(row: JobColumns) -> None:
    """Record that a job has changed, so that clients that follow its events are told."""
    row.sequence += 1
    if isinstance(row, LeaseColumns):
        row.touched_at = time.time()


def claim(session: Session, kind: type[LeasedRow], job_id: str, *, owner: str, now: float, lease_s: float) -> LeasedRow | None:
    """Lease a whole job to a process for `lease_s` seconds and begin it; return its row, or None if it is not available.

    A job whose processes died more than MAX_ATTEMPTS times is ended as failed instead.
    """
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
    """Return the locked row of a job that has made progress, to be written to; None if this owner has lost its lease."""
    row = leases.owned(session, kind, (job_id,), owner=owner)
    if row is not None:
        row.attempts = 0
        changed(row)
    return row


def fail(session: Session, kind: type[LeasedJobColumns], job_id: str, *, owner: str, reason: str) -> None:
    """End a job as failed for this reason, unless this owner has lost its lease."""
    row = leases.owned(session, kind, (job_id,), owner=owner)
    if row is not None:
        row.error = reason
        end(row, "failed")


def free_lost(
    session: Session, kind: type[LeaseColumns], *, now: float, dead_owners: Iterable[str] = ()
) -> tuple[list[leases.Key], list[leases.Key]]:
    """Release the jobs or points whose process is gone; return the keys of those to queue again, and of those that have failed.

    A row is lost when its lease has expired or its owner is among `dead_owners`.
    """
    to_queue: list[leases.Key] = []
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
            to_queue.append(leases.key_of(row))
    return to_queue, failed
