"""What work on a training and on a design has in common once it is claimed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from backend.store import jobs
from backend.store.rows import JobColumns
from worker.runs.advance import Workplace

log = logging.getLogger(__name__)


def work_out(
    place: Workplace, kind: type[JobColumns], job_id: str, work: Callable[[], None], *, stopped: type[Exception]
) -> None:
    """Do a job, which ends by itself. `stopped` is what `work` raises once nobody waits for it any more.

    Whatever else goes wrong is the job's failure, with its reason, never one that hangs.
    """
    place.queue.publish(job_id)
    try:
        work()
    except stopped:
        log.info("%s %s was cancelled", kind.noun, job_id)
    except Exception as error:
        log.exception("%s %s failed", kind.noun, job_id)
        with place.store.write() as session:
            jobs.fail(session, kind, job_id, owner=place.owner, reason=str(error) or type(error).__name__)
    place.queue.publish(job_id)
