"""Follow a stored job as server-sent events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection
from typing import Annotated, Protocol

from fastapi import Depends, Header, Query
from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from backend.queue import Queue

LONGEST_STREAM_S = 600.0
"""A stream ends after ten minutes and the browser opens the next: no connection is held for a page long forgotten."""
FASTEST_EVERY_S = 0.1
"""Nobody sees more figures a second, and each update is read from the store."""


def _last_seen(
    last_event_id: Annotated[int | None, Query(ge=0, description="As the header Last-Event-ID.")] = None,
    header: Annotated[int | None, Header(alias="Last-Event-ID", ge=0)] = None,
) -> int | None:
    return header if header is not None else last_event_id


LastSeen = Annotated[int | None, Depends(_last_seen)]
"""The id of the last event that a browser has, if it comes back."""


class Followed(Protocol):
    """What a stream has to know of what it tells."""

    @property
    def sequence(self) -> int: ...
    @property
    def state(self) -> str: ...


async def follow(
    queue: Queue,
    job_id: str,
    read: Callable[[int], Followed],
    *,
    seen: int | None,
    ended: Collection[str],
) -> AsyncIterator[ServerSentEvent]:
    """Events `update` with what `read` gives for the last event's id, whenever that is new; then `end`.

    `read` raises LookupError once the job is deleted.
    """
    last = -1 if seen is None else seen
    deadline = time.monotonic() + LONGEST_STREAM_S
    async for _ in queue.changes(job_id):
        try:
            update = await run_in_threadpool(read, max(last, 0))
        except LookupError:
            yield ServerSentEvent(event="end", data={"state": "deleted"})
            return
        if update.sequence > last:
            last = update.sequence
            yield ServerSentEvent(event="update", id=str(last), data=update)
        if update.state in ended:
            yield ServerSentEvent(event="end", id=str(last), data={"state": update.state})
            return
        if time.monotonic() > deadline:
            return
        await asyncio.sleep(FASTEST_EVERY_S)
