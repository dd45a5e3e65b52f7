"""From a request to a queued job: what is known is answered, what cannot be done is refused, the rest is recorded."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.jobs.kind import JobKind
from backend.queue import Queue
from backend.schemas.job import Answer, Page, Request
from backend.settings import Settings
from backend.store import jobs
from backend.store.jobs import Row
from backend.store.rows import AnsweredJobColumns
from backend.store.session import Store


class TooManyJobs(RuntimeError):
    """So many jobs are waiting that no further one is taken."""

    def __init__(self, sentence: str, *, retry_after_s: int) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


def submit(
    kind: JobKind[Request, Row, Answer, Page], request: Request, *, store: Store, queue: Queue, settings: Settings
) -> tuple[Answer, bool]:
    """The job that answers a request, and whether it is new.

    Raises Unfit, TooManyJobs, and what else the kind's check raises.
    """
    with store.read() as session:
        checked = kind.check(request, session, settings)
        known = _known(kind.row, session, checked.answer_key)
        if known is not None:
            return kind.get(session, known), False
        _has_room(kind, session, settings)
    record = checked.plan()
    with store.write() as session:
        _has_room(kind, session, settings)  # others may have asked in between
        queued = record(session)
    queue.send(kind.task, queued.keys)
    with store.read() as session:
        return kind.get(session, queued.job_id), True


def _known(row: type[Any], session: Session, answer_key: str | None) -> str | None:
    if answer_key is None:
        return None
    assert issubclass(row, AnsweredJobColumns), "a job that has an answer key has a column for it"
    return jobs.find_answer(session, row, answer_key)


def _has_room(kind: JobKind[Any, Any, Any, Any], session: Session, settings: Settings) -> None:
    most = kind.most_unfinished(settings)
    if jobs.unfinished_count(session, kind.row) >= most:
        raise TooManyJobs(
            f"{most} {kind.words.waiting} are waiting already; cancel some, or try again later", retry_after_s=kind.retry_after_s
        )
