"""Following a job by its events, through broken streams and restarts of the server."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import Any, TypeVar

from backend.client.progress import Shown
from backend.client.wire import Wire
from backend.schemas.job import JobContract
from backend.schemas.problem import ApiProblem
from backend.schemas.run import Run, RunUpdate

PATIENCE_S = 120.0
"""Seconds without a word from the server after which following is given up; the job itself goes on there."""
AGAIN_AFTER_S = 1.0
"""Seconds between attempts to reach the server again."""
PASSING = frozenset({None, 429, 502, 503, 504})
"""Statuses of a server, or a proxy before it, that is being started again; None: nobody answered."""

Job = TypeVar("Job", bound=Shown)


def follow(wire: Wire, contract: JobContract[Any, Any, Any], job: Job) -> Generator[Job]:
    """Yield a job as it is, then after each change until it has ended; the last one is complete.

    A stream that breaks is opened again from where it was. Raises ApiProblem if the job was deleted, or the server could not be
    reached for two minutes.
    """
    yield job
    heard = time.monotonic()
    while job.state not in contract.ended:
        try:
            for data in _updates(wire, contract, job):
                job, heard = _with(contract, job, data), time.monotonic()
                if job.state not in contract.ended:
                    yield job
            # Not everything of a job that has ended is part of events; and a stream ends by itself after a while.
            job, heard = wire.get(f"{contract.path}/{job.id}", contract.answer), time.monotonic()
            yield job
            if job.state not in contract.ended:
                time.sleep(AGAIN_AFTER_S)
        except ApiProblem as problem:
            if problem.status not in PASSING or time.monotonic() - heard > PATIENCE_S:
                raise
            time.sleep(AGAIN_AFTER_S)


def _updates(wire: Wire, contract: JobContract[Any, Any, Any], job: Shown) -> Iterator[str]:
    with wire.events(f"{contract.path}/{job.id}/events", after=job.sequence) as source:
        for event in source:
            if event.event == "update":
                yield event.data


def _with(contract: JobContract[Any, Any, Any], job: Any, data: str) -> Any:
    """The job after an event: of a run there is what has changed, of other jobs everything."""
    return (
        _changed(job, RunUpdate.model_validate_json(data)) if isinstance(job, Run) else contract.answer.model_validate_json(data)
    )


def _changed(run: Run, update: RunUpdate) -> Run:
    """The run with what has changed; its points in the order in which they came first."""
    points = {(point.network, point.x, point.y): point for point in (*run.points, *update.points)}
    changed = {name: getattr(update, name) for name in RunUpdate.model_fields}
    return run.model_copy(update={**changed, "points": list(points.values())})
