"""An uploaded network as an answer: once it is measured, or with the place where that can be followed."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress

from starlette.concurrency import run_in_threadpool

from backend.api.errors import ApiError
from backend.api.jobs import read
from backend.jobs import UPLOADS
from backend.jobs.submission import submit
from backend.queue import Queue
from backend.schemas.network import NetworkCard
from backend.schemas.upload import Upload, UploadRequest
from backend.settings import Settings
from backend.store.networks import IdTaken, find_network
from backend.store.session import Store

LONGEST_WAIT_S = 60.0
"""Seconds that an answer waits for the clean accuracy."""


def accept(request: UploadRequest, *, store: Store, queue: Queue, settings: Settings) -> Upload:
    """Read a file, check that it fits its data set, and queue it to be measured. Raises Unfit, TooManyJobs, and ApiError, 409."""
    try:
        return submit(UPLOADS, request, store=store, queue=queue, settings=settings)[0]
    except IdTaken as error:
        raise ApiError(409, str(error), field="name") from None


async def ended(upload: Upload, *, store: Store, queue: Queue) -> Upload:
    """The upload once it has ended, or as it is after so long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_WAIT_S), aclosing(queue.changes(upload.id)) as changes:
            async for _ in changes:
                upload = await run_in_threadpool(read, UPLOADS, store, upload.id)
                if upload.state in UPLOADS.contract.ended:
                    break
    return upload


def measured_card(upload: Upload, store: Store) -> NetworkCard | None:
    """The card of an upload's network; None while it is measured. Raises ApiError, 422, if nothing came of it."""
    if upload.state in ("failed", "cancelled"):
        raise ApiError(422, upload.error or f"the upload of {upload.network} was cancelled")
    with store.read() as session:
        found = find_network(session, upload.network) if upload.state == "done" else None
    return None if found is None else found[0]
