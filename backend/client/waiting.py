"""Waiting for a job with its progress shown; an interrupt cancels it and keeps what it has."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any, TypeVar

from backend.client.following import follow
from backend.client.progress import Shown, shown
from backend.client.wire import Wire
from backend.schemas.job import JobContract
from backend.schemas.problem import ApiProblem

CONFLICT = 409
"""Status of an answer that refuses because of the state of a thing."""

Job = TypeVar("Job", bound=Shown)


def wait(
    wire: Wire,
    contract: JobContract[Any, Any, Any],
    job: Job,
    what: str,
    *,
    progress: bool,
    on_progress: Callable[[Job], None] = lambda job: None,
) -> Job:
    """Return a job once it has ended. `what` it is called, such as "run"; `on_progress` is called after every change.

    An interrupt cancels it, in a terminal after a question, and returns what it has.
    """
    latest = job
    try:
        with shown(progress, what) as show, closing(follow(wire, contract, latest)) as changes:
            for latest in changes:  # the latest is known after an interrupt, too
                show(latest)
                on_progress(latest)
    except KeyboardInterrupt:
        if not _may_cancel(latest, what):
            raise
        latest = cancel(wire, contract, latest.id)
        on_progress(latest)
    return latest


def cancel(wire: Wire, contract: JobContract[Any, Any, Any], job_id: str) -> Any:
    """Stop a job and return it with what it has; one that has ended is returned as it is."""
    path = f"{contract.path}/{job_id}"
    try:
        return wire.post(f"{path}/cancel", contract.answer, None)
    except ApiProblem as problem:
        if problem.status != CONFLICT:
            raise
        return wire.get(path, contract.answer)


def _may_cancel(job: Shown, what: str) -> bool:
    """Whether an interrupt cancels the job, too: the user is asked where there is somebody to ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    answer = input(f"Cancel {what} {job.id} on the server? What it has found stays. [Y/n] ")
    return not answer.strip().lower().startswith("n")
