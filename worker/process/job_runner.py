"""How jobs are worked on: one record per kind, from which its Celery task follows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from backend.jobs import JobKind
from backend.store import jobs, leases
from worker.process.context import WorkerContext

log = logging.getLogger(__name__)

Request = TypeVar("Request")
Taken_co = TypeVar("Taken_co", covariant=True)


@dataclass(frozen=True)
class JobWork:
    """One kind of jobs and what a worker does for a message about it.

    `perform` takes the context and the key that the message holds: for a run's point the run's id and the position, for
    a job that is worked on as a whole its id. A message may come twice, and for what is gone: then nothing is done.
    """

    kind: JobKind[Any, Any, Any, Any]
    perform: Callable[..., None]


class JobStopped(Exception):
    """Nobody waits for the job any more: it was cancelled, deleted or taken over."""


class TakeJob(Protocol[Taken_co]):
    """Takes a queued job in the store with a lease; answers with what is asked for, or None if it is not to be had."""

    def __call__(self, session: Session, job_id: str, /, *, owner: str, now: float, lease_s: float) -> Taken_co | None: ...


@dataclass(frozen=True)
class LeasedJob(Generic[Request]):
    """A job that this process works on as a whole, as long as it gives signs of life."""

    kind: JobKind[Any, Any, Any, Any]
    context: WorkerContext
    id: str
    request: Request
    lease_s: float

    def renew(self, session: Session) -> bool:
        """A sign of life, at least once in `lease_s`. Returns whether the job is to go on."""
        context = self.context
        return leases.renew(session, self.kind.leased, (self.id,), owner=context.owner, now=context.clock(), lease_s=self.lease_s)

    def publish(self) -> None:
        """Have those who follow the job look into the store."""
        self.context.queue.publish(self.id)


def whole_job(
    kind: JobKind[Any, Any, Any, Any],
    take: TakeJob[Request],
    work: Callable[[LeasedJob[Request]], None],
    *,
    lease_s: float,
    stopped: type[Exception] = JobStopped,
) -> JobWork:
    """A kind of jobs that one process works on as a whole.

    `work` ends the job in the store by itself, and raises `stopped` once the job is not to go on. Whatever else goes
    wrong is the job's failure, with its reason, never one that hangs.
    """

    def perform(context: WorkerContext, job_id: str) -> None:
        with context.store.write() as session:
            request = take(session, job_id, owner=context.owner, now=context.clock(), lease_s=lease_s)
        if request is None:
            return
        context.queue.publish(job_id)
        try:
            work(LeasedJob(kind, context, job_id, request, lease_s))
        except stopped:
            log.info("%s %s was cancelled", kind.noun, job_id)
        except Exception as error:
            log.exception("%s %s failed", kind.noun, job_id)
            with context.store.write() as session:
                jobs.fail(session, kind.row, job_id, owner=context.owner, reason=str(error) or type(error).__name__)
        context.queue.publish(job_id)

    return JobWork(kind, perform)
