"""The routes of a kind of jobs, from its record: submit, list, one, delete, cancel, retry, follow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field, create_model
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, SettingsDep, StoreDep
from backend.api.errors import responses
from backend.api.files import ANSWER_FILES, as_answer_file
from backend.api.streaming import LastSeen, follow
from backend.exports import AnswerExport
from backend.jobs.kind import Doc, JobKind
from backend.jobs.submission import submit
from backend.store.session import Store

LONGEST_WAIT_S = 5


class Window(BaseModel):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=10**9)


def routes_of(kind: JobKind[Any, Any, Any, Any]) -> APIRouter:
    """All routes that every kind of jobs has, below the path of this one."""
    router = APIRouter(prefix=kind.contract.path, tags=[kind.plural])
    if kind.submit_route:
        _add_submit(router, kind)
    for add in (_add_list, _add_get, _add_delete, _add_cancel, _add_retry, _add_events):
        add(router, kind)
    if kind.rows is not None:
        _add_export(router, kind)
    return router


def job_id_of(kind: JobKind[Any, Any, Any, Any]) -> Any:
    """The type of a parameter that stands in the path as `run_id` for runs, and likewise for others."""
    return Annotated[str, Path(alias=f"{kind.noun}_id")]


def read(kind: JobKind[Any, Any, Any, Any], store: Store, job_id: str) -> Any:
    """A job as it is now. Raises JobNotFound."""
    with store.read() as session:
        return kind.get(session, job_id)


def _add(router: APIRouter, method: str, path: str, endpoint: Callable[..., Any], *, name: str, doc: Doc, **options: Any) -> None:
    router.add_api_route(path, endpoint, methods=[method], name=name, summary=doc.summary, description=doc.description, **options)


def _typed(endpoint: Callable[..., Any], **types: Any) -> Callable[..., Any]:
    """An endpoint whose parameters have the types of its kind."""
    endpoint.__annotations__.update(types)
    return endpoint


def _path(kind: JobKind[Any, Any, Any, Any], rest: str = "") -> str:
    return f"/{{{kind.noun}_id}}{rest}"


def _add_submit(router: APIRouter, kind: JobKind[Any, Any, Any, Any]) -> None:
    def endpoint(body: Any, request: Request, response: Response, store: StoreDep, queue: QueueDep, settings: SettingsDep) -> Any:
        job, is_new = submit(kind, body, store=store, queue=queue, settings=settings)
        response.status_code = 201 if is_new else 200
        response.headers["Location"] = str(request.url_for(f"get_{kind.noun}", **{f"{kind.noun}_id": job.id}).path)
        return job

    documented: dict[int | str, dict[str, Any]] = {}
    if kind.words.known is not None:
        documented[200] = {"model": kind.contract.answer, "description": kind.words.known}
    _add(
        router,
        "POST",
        "",
        _typed(endpoint, body=kind.contract.request),
        name=kind.words.submit_name,
        doc=kind.words.submit,
        status_code=201,
        response_model=kind.contract.answer,
        responses={**documented, **responses(*kind.submit_refuses)},
    )


def _add_list(router: APIRouter, kind: JobKind[Any, Any, Any, Any]) -> None:
    def endpoint(query: Any, store: StoreDep) -> Any:
        with store.read() as session:
            return kind.list_page(session, query)

    _add(
        router,
        "GET",
        "",
        _typed(endpoint, query=Annotated[_query_of(kind), Query()]),
        name=f"list_{kind.plural}",
        doc=kind.words.list,
        response_model=kind.contract.page,
        responses=responses(422),
    )


def _query_of(kind: JobKind[Any, Any, Any, Any]) -> type[BaseModel]:
    """What a list may be asked for: a state, what else the kind knows, and a window; documented in this order."""
    state = Field(None, description=f"Only {kind.plural} in this state.")
    by_state = create_model("ByState", state=(kind.contract.state | None, state))
    return create_model("ListQuery", __base__=(Window, kind.filters, by_state))


def _add_get(router: APIRouter, kind: JobKind[Any, Any, Any, Any]) -> None:
    def endpoint(job_id: Any, store: StoreDep) -> Any:
        return read(kind, store, job_id)

    _add(
        router,
        "GET",
        _path(kind),
        _typed(endpoint if kind.shows_enough is None else _waiting(kind, kind.shows_enough), job_id=job_id_of(kind)),
        name=f"get_{kind.noun}",
        doc=kind.words.get,
        response_model=kind.contract.answer,
        responses=responses(404) if kind.shows_enough is None else responses(404, 422),
    )


def _waiting(kind: JobKind[Any, Any, Any, Any], shows_enough: Callable[[Any], bool]) -> Callable[..., Any]:
    """An endpoint that answers once there is enough to see, or after so long."""

    async def endpoint(job_id: Any, store: StoreDep, queue: QueueDep, wait_s: Any = 0) -> Any:
        job = await run_in_threadpool(read, kind, store, job_id)
        if wait_s == 0 or shows_enough(job):
            return job
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s), aclosing(queue.changes(job_id)) as changes:
                async for _ in changes:
                    job = await run_in_threadpool(read, kind, store, job_id)
                    if shows_enough(job):
                        break
        return job

    return _typed(endpoint, wait_s=Annotated[float, Query(ge=0, le=LONGEST_WAIT_S, description=kind.words.wait)])


def _add_delete(router: APIRouter, kind: JobKind[Any, Any, Any, Any]) -> None:
    def endpoint(job_id: Any, store: StoreDep, queue: QueueDep) -> None:
        with store.write() as session:
            kind.delete(session, job_id)
        queue.publish(job_id)

    _add(
        router,
        "DELETE",
        _path(kind),
        _typed(endpoint, job_id=job_id_of(kind)),
        name=f"delete_{kind.noun}",
        doc=kind.words.delete,
        status_code=204,
        responses=responses(404),
    )


def _add_cancel(router: APIRouter, kind: JobKind[Any, Any, Any, Any]) -> None:
    def endpoint(job_id: Any, store: StoreDep, queue: QueueDep) -> Any:
        with store.write() as session:
            kind.cancel(session, job_id)
        queue.publish(job_id)
        return read(kind, store, job_id)

    _add(
        router,
        "POST",
        _path(kind, "/cancel"),
        _typed(endpoint, job_id=job_id_of(kind)),
        name=f"cancel_{kind.noun}",
        doc=kind.words.cancel,
        response_model=kind.contract.answer,
        responses=responses(404, 409),
    )


def _add_retry(router: APIRouter, kind: JobKind[Any, Any, Any, Any]) -> None:
    def endpoint(job_id: Any, store: StoreDep, queue: QueueDep) -> Any:
        with store.write() as session:
            keys = kind.retry(session, job_id)
        queue.send(kind.task, keys)
        return read(kind, store, job_id)

    _add(
        router,
        "POST",
        _path(kind, "/retry"),
        _typed(endpoint, job_id=job_id_of(kind)),
        name=f"retry_{kind.noun}",
        doc=kind.words.retry,
        response_model=kind.contract.answer,
        responses=responses(404, 409),
    )


def _add_events(router: APIRouter, kind: JobKind[Any, Any, Any, Any]) -> None:
    def must_exist(job_id: Any, store: StoreDep) -> None:
        # Before the stream begins, while there is still a status to answer with.
        read(kind, store, job_id)

    async def endpoint(job_id: Any, store: StoreDep, queue: QueueDep, seen: LastSeen) -> AsyncIterator[ServerSentEvent]:
        def changes_since(sequence: int) -> Any:
            with store.read() as session:
                return kind.changes_since(session, job_id, sequence)

        async for event in follow(queue, job_id, changes_since, seen=seen, ended=kind.contract.ended):
            yield event

    _add(
        router,
        "GET",
        _path(kind, "/events"),
        _typed(endpoint, job_id=job_id_of(kind)),
        name=f"{kind.noun}_events",
        doc=Doc(f"Follow a {kind.noun} (server-sent events)", kind.words.events),
        response_class=EventSourceResponse,
        dependencies=[Depends(_typed(must_exist, job_id=job_id_of(kind)))],
        responses=responses(404, 422),
    )


def _add_export(router: APIRouter, kind: JobKind[Any, Any, Any, Any]) -> None:
    def endpoint(job_id: Any, export: AnswerExport, store: StoreDep) -> Response:
        return as_answer_file(kind, read(kind, store, job_id), export)

    _add(
        router,
        "GET",
        _path(kind, "/export/{export}"),
        _typed(endpoint, job_id=job_id_of(kind)),
        name=f"export_{kind.noun}",
        doc=Doc("Its answer as a file", "As `csv` (a table with one row a number) or `json`."),
        response_class=Response,
        responses={**ANSWER_FILES, **responses(404, 422)},
    )
