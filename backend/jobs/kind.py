"""What a kind of jobs is: everything that differs between runs, designs and trainings, in one record each.

Routes (`backend.api.jobs`), submission (`backend.jobs.submission`), leases and recovery (`backend.store`,
`worker.process`) and the front end's client are derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session

from backend.schemas.job import Answer, JobContract, Page, Request
from backend.schemas.tasks import Task
from backend.settings import Settings
from backend.store import jobs
from backend.store.leases import Key
from backend.store.rows import JobColumns, LeaseColumns

Row = TypeVar("Row", bound=JobColumns)


class Doc(NamedTuple):
    """Documentation of a route."""

    summary: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said of a kind of jobs: in the documentation of its routes, and where something is refused."""

    submit_name: str
    """Id of the operation that submits one; those of the others follow from the row's noun."""
    submit: Doc
    known: str | None = None
    """Of the answer 200, where the same request is never computed twice."""
    list: Doc
    get: Doc
    delete: Doc
    cancel: Doc
    retry: Doc
    events: str
    """Description of the stream of events."""
    wait: str | None = None
    """What a question for one job may wait for."""
    waiting: str
    """Plural, such as "design questions" in: 20 design questions are waiting already."""
    retriable: str = "a cancelled or failed one"
    """In: only a cancelled or failed one can be retried."""


class Queued(NamedTuple):
    """A job that was recorded, and the keys of what workers are to be woken for."""

    job_id: str
    keys: Sequence[Key]


Record = Callable[[Session], Queued]
"""Writes a job into the store, as queued."""


@dataclass(frozen=True)
class Checked:
    """A request that can be done."""

    plan: Callable[[], Record]
    """What takes longer, for a request whose answer is not known: called outside of any transaction. May raise Unfit."""
    answer_key: str | None = None
    """Names the answer; None where every request is done anew."""


def as_one(create: Callable[[Session], str]) -> Record:
    """Return how a job is written that one process works on as a whole; `create` writes it and returns its id."""

    def record(session: Session) -> Queued:
        job_id = create(session)
        return Queued(job_id, [(job_id,)])

    return record


class NoFilters(BaseModel):
    """A list may be asked for by state alone."""


def as_a_whole(_session: Session, row: JobColumns) -> list[Key]:
    """A job that was queued again is begun anew."""
    return [(row.id,)]


@dataclass(frozen=True, kw_only=True)
class JobKind(Generic[Request, Row, Answer, Page]):
    """One kind of jobs."""

    contract: JobContract[Request, Answer, Page]
    row: type[Row]
    task: Task
    words: Words
    most_unfinished: Callable[[Settings], int]
    """So many may wait or run; the next one is refused."""
    retry_after_s: int
    """When a client that was refused for this may ask again."""
    submit_refuses: tuple[int, ...] = (413, 422, 429, 503)
    """The statuses that submitting is documented to refuse with."""
    submit_route: bool = True
    """False: a route of its own submits it, because the request is no JSON."""

    check: Callable[[Request, Session, Settings], Checked]
    """Raises Unfit, DeviceError, or another fact with a status, for what cannot be done."""
    view: Callable[[Session, Row], Answer]
    """A stored job as the contract has it."""
    restart: Callable[[Session, Row], list[Key]] = as_a_whole
    """Puts a row that was queued again back to its beginning, or to where it stopped. Returns what to wake workers for."""

    parts: type[LeaseColumns] | None = None
    """Rows that are worked on one by one; None: one process works on the job as a whole."""
    filters: type[BaseModel] = NoFilters
    """What a list may be asked for beside a state."""
    page: Callable[[Session, Any], Page] | None = None
    """A page of the list for `state`, `limit`, `offset` and the filters; None: newest first, every job as `view` has it."""
    update: Callable[[Session, str, int], Any] | None = None
    """What changed in a job since an event's number, for those who follow it; None: the whole job."""
    rows: Callable[[Answer], Iterable[Mapping[str, Any]]] | None = None
    """An answer as rows of a table, for files; None: a route of its own exports it, or nothing does."""
    shows_enough: Callable[[Answer], bool] | None = None
    """Whether a job has what `words.wait` says; None: nobody can wait for one job."""

    @property
    def noun(self) -> str:
        """What one job is called, as in `run_id`."""
        return self.row.noun

    @property
    def plural(self) -> str:
        """As in the path."""
        return self.contract.path.strip("/")

    @property
    def leased(self) -> type[LeaseColumns]:
        """The rows that processes take with a lease."""
        if self.parts is not None:
            return self.parts
        whole: type[Any] = self.row
        assert issubclass(whole, LeaseColumns), "a job without parts is leased itself"
        return whole

    def get(self, session: Session, job_id: str) -> Answer:
        """A job as it is now. Raises JobNotFound."""
        return self.view(session, jobs.row_of(session, self.row, job_id))

    def list_page(self, session: Session, query: Any) -> Page:
        """A page of the list; `query` has `state`, `limit`, `offset` and the filters."""
        if self.page is not None:
            return self.page(session, query)
        rows, total = jobs.page(session, self.row, state=query.state, limit=query.limit, offset=query.offset)
        return self.contract.page(items=[self.view(session, row) for row in rows], total=total)

    def changes_since(self, session: Session, job_id: str, sequence: int) -> Any:
        """The data of the event after event `sequence`. Raises JobNotFound."""
        return self.get(session, job_id) if self.update is None else self.update(session, job_id, sequence)

    def cancel(self, session: Session, job_id: str) -> None:
        """Stop a job; what it has so far stays. Raises JobNotFound and JobStateError."""
        jobs.request_cancel(session, self.row, job_id)

    def retry(self, session: Session, job_id: str) -> list[Key]:
        """Queue a stopped job again. Returns what to wake workers for. Raises JobNotFound and JobStateError."""
        stopped = self.contract.ended - {"done"}
        return self.restart(session, jobs.queue_again(session, self.row, job_id, stopped=stopped, only=self.words.retriable))

    def delete(self, session: Session, job_id: str) -> None:
        """Forget a job. Raises JobNotFound."""
        jobs.delete(session, self.row, job_id)
