"""Jobs: whatever is asked for, waits, is worked on in the background, and can be followed, stopped and retried.

A kind of jobs is one record (`kind.JobKind`) in a file of its own, beside its schema in `backend.schemas`, its table in
`backend.store.rows` and its work in `worker`. Routes, submission, leases, recovery and the client follow from the record.
"""

from typing import Any

from backend.jobs.designs import DESIGNS
from backend.jobs.dynamics import DYNAMICS
from backend.jobs.kind import JobKind
from backend.jobs.predictions import PREDICTIONS
from backend.jobs.runs import RUNS
from backend.jobs.trainings import TRAININGS
from backend.jobs.uploads import UPLOADS

KINDS: tuple[JobKind[Any, Any, Any, Any], ...] = (RUNS, DESIGNS, TRAININGS, UPLOADS, DYNAMICS, PREDICTIONS)
"""Every kind; of those that share a queue, the first is sent again first after a message was lost."""


def kind_of(noun: str) -> JobKind[Any, Any, Any, Any]:
    """Return the kind of jobs that is called so, such as "run"."""
    return next(kind for kind in KINDS if kind.noun == noun)


__all__ = ["DESIGNS", "DYNAMICS", "KINDS", "PREDICTIONS", "RUNS", "TRAININGS", "UPLOADS", "JobKind", "kind_of"]
