"""Designs: ask what a device, a converter or a network may be like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, SettingsDep, StoreDep
from backend.api.devices import checked
from backend.api.errors import ApiError, responses
from backend.api.streaming import LastSeen, follow
from backend.api.submission import cards_of
from backend.queue import Queue
from backend.schemas.design import Design, DesignList, DesignRequest, DesignState
from backend.settings import Settings
from backend.store import designs, jobs
from backend.store.rows import DesignRow
from backend.store.session import Store

router = APIRouter(prefix="/designs", tags=["designs"])

MOST_UNFINISHED = 20
RETRY_AFTER_S = 30


@router.post(
    "",
    status_code=201,
    summary="Ask a design question",
    responses={
        200: {"model": Design, "description": "It was asked before; that design is returned."},
        **responses(413, 422, 429, 503),
    },
)
async def ask_design(
    body: DesignRequest, request: Request, response: Response, store: StoreDep, queue: QueueDep, settings: SettingsDep
) -> Design:
    """Queue a question. Its answers come in one network after another; what is measured is kept whatever happens."""
    design, is_new = await run_in_threadpool(_submit, body, store, queue, settings)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = str(request.url_for("get_design", design_id=design.id).path)
    return design


def _submit(body: DesignRequest, store: Store, queue: Queue, settings: Settings) -> tuple[Design, bool]:
    checked([body], store)
    with store.read() as session:
        cards = cards_of(body.networks, session, settings)
        key = designs.answer_key(body, {network: card.weights_sha256 for network, card in cards.items()})
        known = designs.find_answer(session, key)
        if known is not None:
            return designs.get(session, known), False
        if jobs.unfinished_count(session, DesignRow) >= MOST_UNFINISHED:
            raise ApiError(
                429,
                f"{MOST_UNFINISHED} design questions are waiting already; cancel some, or try again later",
                headers={"Retry-After": str(RETRY_AFTER_S)},
            )
    with store.write() as session:
        design_id = designs.create(session, body, key)
    queue.send_designs([design_id])
    return _get(store, design_id), True


@router.get("", summary="List designs, newest first", responses=responses(422))
async def list_designs(
    store: StoreDep,
    state: Annotated[DesignState | None, Query(description="Only designs in this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> DesignList:
    def read() -> DesignList:
        with store.read() as session:
            return designs.list_designs(session, state=state, limit=limit, offset=offset)

    return await run_in_threadpool(read)


@router.get("/{design_id}", summary="One design and its answers so far", responses=responses(404))
async def get_design(design_id: str, store: StoreDep) -> Design:
    return await run_in_threadpool(_get, store, design_id)


@router.delete("/{design_id}", status_code=204, summary="Forget a design", responses=responses(404))
async def delete_design(design_id: str, store: StoreDep, queue: QueueDep) -> None:
    """What it measured stays known."""

    def delete() -> None:
        with store.write() as session:
            designs.delete(session, design_id)
        queue.publish(design_id)

    await run_in_threadpool(delete)


@router.post("/{design_id}/cancel", summary="Stop a design; its answers so far stay", responses=responses(404, 409))
async def cancel_design(design_id: str, store: StoreDep, queue: QueueDep) -> Design:
    def cancel() -> Design:
        with store.write() as session:
            jobs.request_cancel(session, DesignRow, design_id)
        queue.publish(design_id)
        return _get(store, design_id)

    return await run_in_threadpool(cancel)


@router.post("/{design_id}/retry", summary="Go on with a stopped design", responses=responses(404, 409))
async def retry_design(design_id: str, store: StoreDep, queue: QueueDep) -> Design:
    """For a design that was cancelled or failed."""

    def retry() -> Design:
        with store.write() as session:
            designs.retry(session, design_id)
        queue.send_designs([design_id])
        return _get(store, design_id)

    return await run_in_threadpool(retry)


async def _must_exist(design_id: str, store: StoreDep) -> None:
    """Before the stream begins, while there is still a status to answer with."""
    await run_in_threadpool(_get, store, design_id)


@router.get(
    "/{design_id}/events",
    summary="Follow a design (server-sent events)",
    response_class=EventSourceResponse,
    dependencies=[Depends(_must_exist)],
    responses=responses(404, 422),
)
async def design_events(
    design_id: str,
    store: StoreDep,
    queue: QueueDep,
    seen: LastSeen,
) -> AsyncIterator[ServerSentEvent]:
    """Events `update`, each a whole Design; then `end`."""
    async for event in follow(queue, design_id, lambda _sequence: _get(store, design_id), seen=seen, ended=jobs.ENDED):
        yield event


def _get(store: Store, design_id: str) -> Design:
    with store.read() as session:
        return designs.get(session, design_id)
