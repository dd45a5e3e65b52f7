"""An upload as the store records it: claimed, told image by image, ended with a network or a reason."""

from __future__ import annotations

from backend.jobs import UPLOADS, uploads
from backend.jobs.uploads import Unmeasured
from worker.process.job_runner import JobStopped, LeasedJob, whole_job
from worker.simulators import measure_upload

SIGN_OF_LIFE_S = 0.3
"""How often progress is told, and a cancel is noticed."""
LEASE_S = 120.0
"""Longer than the longest time without a sign of life: a data set is loaded and the first block of images is classified."""


def _measure(job: LeasedJob[Unmeasured]) -> None:
    """Measure a network's clean accuracy, and list it."""
    context, renewed = job.context, job.context.clock()

    def told(images_done: int, images: int) -> None:
        nonlocal renewed
        now = context.clock()
        if now - renewed < SIGN_OF_LIFE_S:
            return
        renewed = now
        with context.store.write() as session:
            if not job.renew(session):
                raise JobStopped
            uploads.save_progress(session, job.id, owner=context.owner, images_done=images_done, images=images)
        job.publish()

    measured = measure_upload(context.simulators, *job.request, told=told)
    with context.store.write() as session:
        uploads.complete(session, job.id, owner=context.owner, measured=measured)


UPLOAD_WORK = whole_job(UPLOADS, uploads.claim, _measure, lease_s=LEASE_S)
