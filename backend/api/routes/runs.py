"""Runs: submit a spec, follow it, stop it, take its numbers along."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, SettingsDep, StoreDep
from backend.api.errors import responses
from backend.api.files import FILES, as_file
from backend.api.streaming import LastSeen, follow
from backend.api.submission import submit
from backend.exports import Kind
from backend.schemas.difference import DifferenceRequest, Differences
from backend.schemas.run import FINISHED, Run, RunDraws, RunList, RunNotes, RunOrder, RunState, RunUpdate
from backend.schemas.spec import Spec
from backend.schemas.tasks import DIFFERENCES
from backend.store import listing, runs
from backend.store.session import Store

router = APIRouter(prefix="/runs", tags=["runs"])


@router.post(
    "",
    status_code=201,
    summary="Submit a spec",
    responses={
        200: {"model": Run, "description": "A run with this answer exists already; it is returned."},
        **responses(413, 422, 429, 503),
    },
)
async def submit_run(
    spec: Spec, request: Request, response: Response, store: StoreDep, queue: QueueDep, settings: SettingsDep
) -> Run:
    """Check a spec, queue its points, and answer with the run. The same spec is never computed twice."""
    run, is_new = await run_in_threadpool(submit, spec, store=store, queue=queue, settings=settings)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = str(request.url_for("get_run", run_id=run.id).path)
    return run


@router.get("", summary="List runs, a page at a time", responses=responses(422))
async def list_runs(
    store: StoreDep,
    state: Annotated[RunState | None, Query(description="Only runs in this state.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Text to look for in id, spec and note.")] = None,
    order: RunOrder = "newest",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> RunList:
    def read() -> RunList:
        with store.read() as session:
            return listing.list_runs(session, state=state, q=q, order=order, limit=limit, offset=offset)

    return await run_in_threadpool(read)


@router.get("/{run_id}", summary="One run with its points so far", responses=responses(404, 422))
async def get_run(
    run_id: str,
    store: StoreDep,
    queue: QueueDep,
    wait_s: Annotated[float, Query(ge=0, le=5, description="Wait so long, at most, for a point of every network.")] = 0,
) -> Run:
    run = await run_in_threadpool(_get, store, run_id)
    if wait_s == 0 or _shows_all(run):
        return run
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s), aclosing(queue.changes(run_id)) as changes:
            async for _ in changes:
                run = await run_in_threadpool(_get, store, run_id)
                if _shows_all(run):
                    break
    return run


def _shows_all(run: Run) -> bool:
    """Whether there is something to see of every network, or nothing more to wait for."""
    return run.state in FINISHED or {point.network for point in run.points} >= set(run.spec.networks)


@router.patch("/{run_id}", summary="Write a note on a run, or lines across its figure", responses=responses(404, 413, 422))
async def annotate_run(run_id: str, body: RunNotes, store: StoreDep) -> Run:
    """Numbers never change; what people say of them may."""

    def annotate() -> Run:
        with store.write() as session:
            runs.annotate(session, run_id, note=body.note, annotations=body.annotations)
        return _get(store, run_id)

    return await run_in_threadpool(annotate)


@router.get("/{run_id}/draws", summary="The single draws behind a run's points", responses=responses(404))
async def run_draws(run_id: str, store: StoreDep) -> RunDraws:
    """Each draw is one simulated chip: from these a figure can sharpen again without any worker."""

    def read() -> RunDraws:
        with store.read() as session:
            return runs.draws(session, run_id)

    return await run_in_threadpool(read)


@router.get(
    "/{run_id}/differences",
    summary="How much better or worse, paired by draw",
    responses=responses(404, 422, 503),
)
async def run_differences(
    run_id: str,
    store: StoreDep,
    queue: QueueDep,
    baseline: Annotated[str | None, Query(description="A network of the run; every other is compared with it.")] = None,
    other: Annotated[str | None, Query(description="Another run; its points are compared with this run's.")] = None,
) -> Differences:
    """Each difference has an interval of its own, narrower than the two points' intervals where chips go up and down together."""
    for known in (run_id, *([other] if other else [])):
        await run_in_threadpool(_get, store, known)
    request = DifferenceRequest(run=run_id, baseline=baseline, other=other)
    return Differences.model_validate(await queue.ask(DIFFERENCES, request.model_dump(mode="json")))


@router.delete("/{run_id}", status_code=204, summary="Forget a run", responses=responses(404))
async def delete_run(run_id: str, store: StoreDep, queue: QueueDep) -> None:
    """A run under way is stopped first."""

    def delete() -> None:
        with store.write() as session:
            runs.delete(session, run_id)
        queue.publish(run_id)

    await run_in_threadpool(delete)


@router.post("/{run_id}/cancel", summary="Stop a run; its points so far stay", responses=responses(404, 409))
async def cancel_run(run_id: str, store: StoreDep, queue: QueueDep) -> Run:
    def cancel() -> Run:
        with store.write() as session:
            runs.request_cancel(session, run_id)
        queue.publish(run_id)
        return _get(store, run_id)

    return await run_in_threadpool(cancel)


@router.post("/{run_id}/retry", summary="Go on with a stopped run", responses=responses(404, 409))
async def retry_run(run_id: str, store: StoreDep, queue: QueueDep) -> Run:
    """Compute what a cancelled, failed or partial run has not finished."""

    def retry() -> Run:
        with store.write() as session:
            positions = runs.retry(session, run_id)
        queue.send_points((run_id, position) for position in positions)
        return _get(store, run_id)

    return await run_in_threadpool(retry)


async def _must_exist(run_id: str, store: StoreDep) -> None:
    """Before the stream begins, while there is still a status to answer with."""
    await run_in_threadpool(_get, store, run_id)


@router.get(
    "/{run_id}/events",
    summary="Follow a run (server-sent events)",
    response_class=EventSourceResponse,
    dependencies=[Depends(_must_exist)],
    responses=responses(404, 422),
)
async def run_events(
    run_id: str,
    store: StoreDep,
    queue: QueueDep,
    seen: LastSeen,
) -> AsyncIterator[ServerSentEvent]:
    """Events `update`, each a RunUpdate with the points that changed since the last one; then `end`."""
    async for event in follow(queue, run_id, lambda sequence: _update(store, run_id, sequence), seen=seen, ended=FINISHED):
        yield event


@router.get(
    "/{run_id}/export/{kind}",
    summary="A run as a file",
    response_class=Response,
    responses={**FILES, **responses(404, 422)},
)
async def export_run(run_id: str, kind: Kind, store: StoreDep) -> Response:
    """As `csv` (one row a point), `json` (RESULT.json), `zip` (all, and a page that opens offline), `ipynb`, `py` or `bib`."""
    return await as_file(await run_in_threadpool(_get, store, run_id), kind)


def _get(store: Store, run_id: str) -> Run:
    with store.read() as session:
        return runs.get(session, run_id)


def _update(store: Store, run_id: str, sequence: int) -> RunUpdate:
    with store.read() as session:
        return runs.update_since(session, run_id, sequence)
