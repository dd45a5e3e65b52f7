"""An uploaded network as an answer: once it is measured, or with the place where that can be followed."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress

from starlette.concurrency import run_in_threadpool

from backend.api.errors import ApiError
from backend.api.jobs import read
from backend.jobs import UPLOADS
from backend.jobs.submission import submit
from backend.jobs.uploads import data_set_of, network_of
from backend.networks.own import NotAccepted, known_as
from backend.queue import Queue
from backend.schemas.network import NetworkCard
from backend.schemas.network_graph import graph_of
from backend.schemas.network_preview import NetworkPreview, RefusedLayer
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


def preview(request: UploadRequest, *, settings: Settings) -> NetworkPreview:
    """What a file holds; nothing of it is kept. Raises Unfit for a data set that is not here, or unfit inputs."""
    data = data_set_of(request, settings)
    found = NetworkPreview(
        name=request.name, dataset=data.name, input_shape=data.input_shape, input_values=request.inputs, layers=[], refused=[]
    )
    try:
        made_for, _name = known_as(request.content) or (None, None)
        found.made_for = made_for
        card, _weights = network_of(request, data)
    except NotAccepted as error:
        refused = [RefusedLayer(name=one.name, kind=one.kind, reason=one.reason) for one in error.refused]
        return found.model_copy(update={"refused": refused, "problem": str(error)})
    facts = {name: getattr(card, name) for name in ("input_values", "parameters", "cells", "macs", "notes")}
    return found.model_copy(update={**facts, "layers": graph_of(card.layers, card.input_shape)})


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
