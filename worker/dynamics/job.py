"""Dynamics as the store records them: claimed, gone on with, and saved part by part."""

from __future__ import annotations

from collections.abc import Callable

from backend.jobs import DYNAMICS, dynamics
from backend.jobs.dynamics import Begun
from worker.analysis.dynamics.answer import answer
from worker.process.job_runner import JobStopped, LeasedJob, whole_job

SAVE_EVERY_S = 0.4
"""Within a part, progress is told, and a cancel is noticed, so often at most."""
LEASE_S = 120.0


def _answer(job: LeasedJob[Begun]) -> None:
    context, (request, found, parts_done) = job.context, job.request
    steps = answer(
        request,
        lambda network: context.tested(network, request.images),
        found=found,
        parts_done=parts_done,
        tick=_ticking(job),
    )
    for step in steps:
        with context.store.write() as session:
            if not job.renew(session):
                raise JobStopped
            dynamics.save_part(
                session, job.id, step.networks, owner=context.owner, parts_done=step.parts_done, progress=step.progress
            )
        job.publish()


def _ticking(job: LeasedJob[Begun]) -> Callable[[float], None]:
    """Return what a long part calls with the progress: it is told now and then. It raises JobStopped once nobody waits."""
    context, told = job.context, job.context.clock()

    def tick(progress: float) -> None:
        nonlocal told
        if context.clock() - told < SAVE_EVERY_S:
            return
        told = context.clock()
        with context.store.write() as session:
            if not job.renew(session):
                raise JobStopped
            dynamics.save_progress(session, job.id, owner=context.owner, progress=progress)
        job.publish()

    return tick


DYNAMICS_WORK = whole_job(DYNAMICS, dynamics.claim, _answer, lease_s=LEASE_S)
