"""Trainings: have a network trained, follow it, stop it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, SettingsDep, StoreDep
from backend.api.errors import ApiError, responses
from backend.api.streaming import LastSeen, follow
from backend.datasets import DataSetMissing, require
from backend.networks.recipe import Recipe
from backend.schemas.explain import explain_one, field_of
from backend.schemas.training import ENDED, Training, TrainingList, TrainingRequest, TrainingState
from backend.store import jobs, trainings
from backend.store.rows import TrainingRow
from backend.store.session import Store

router = APIRouter(prefix="/trainings", tags=["trainings"])

MOST_UNFINISHED = 20
RETRY_AFTER_S = 60


@router.post("", status_code=201, summary="Train a network", responses=responses(409, 422, 429, 503))
async def start_training(
    body: TrainingRequest, request: Request, response: Response, store: StoreDep, queue: QueueDep, settings: SettingsDep
) -> Training:
    """Queue a training in Keras. Its network is added to the store once it is done."""
    recipe = _recipe(body)
    try:
        require(recipe.dataset, settings.data_path)
    except DataSetMissing as error:
        raise ApiError(422, f"dataset: {error}", field="dataset") from None

    def create() -> str:
        with store.write() as session:
            if jobs.unfinished_count(session, TrainingRow) >= MOST_UNFINISHED:
                raise ApiError(
                    429,
                    f"{MOST_UNFINISHED} trainings are waiting already; cancel some, or try again later",
                    headers={"Retry-After": str(RETRY_AFTER_S)},
                )
            return trainings.create(session, recipe, body.name)

    training_id = await run_in_threadpool(create)
    await run_in_threadpool(queue.send_trainings, [training_id])
    response.headers["Location"] = str(request.url_for("get_training", training_id=training_id).path)
    return await run_in_threadpool(_get, store, training_id)


def _recipe(body: TrainingRequest) -> Recipe:
    try:
        return Recipe.model_validate(body.model_dump(exclude={"name"}))
    except ValidationError as error:
        first = error.errors()[0]
        raise ApiError(422, explain_one(first), field=field_of(first) or None) from None


@router.get("", summary="List trainings, newest first", responses=responses(422))
async def list_trainings(
    store: StoreDep,
    state: Annotated[TrainingState | None, Query(description="Only trainings in this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> TrainingList:
    def read() -> TrainingList:
        with store.read() as session:
            return trainings.list_trainings(session, state=state, limit=limit, offset=offset)

    return await run_in_threadpool(read)


@router.get("/{training_id}", summary="One training and its course so far", responses=responses(404))
async def get_training(training_id: str, store: StoreDep) -> Training:
    return await run_in_threadpool(_get, store, training_id)


@router.delete("/{training_id}", status_code=204, summary="Forget a training", responses=responses(404))
async def delete_training(training_id: str, store: StoreDep, queue: QueueDep) -> None:
    """A training under way is stopped first. The network of a finished one stays."""

    def delete() -> None:
        with store.write() as session:
            trainings.delete(session, training_id)
        queue.publish(training_id)

    await run_in_threadpool(delete)


@router.post("/{training_id}/cancel", summary="Stop a training; no network comes of it", responses=responses(404, 409))
async def cancel_training(training_id: str, store: StoreDep, queue: QueueDep) -> Training:
    def cancel() -> Training:
        with store.write() as session:
            jobs.request_cancel(session, TrainingRow, training_id)
        queue.publish(training_id)
        return _get(store, training_id)

    return await run_in_threadpool(cancel)


@router.post("/{training_id}/retry", summary="Train again from the first epoch", responses=responses(404, 409))
async def retry_training(training_id: str, store: StoreDep, queue: QueueDep) -> Training:
    """For a training that was cancelled or failed."""

    def retry() -> Training:
        with store.write() as session:
            trainings.retry(session, training_id)
        queue.send_trainings([training_id])
        return _get(store, training_id)

    return await run_in_threadpool(retry)


async def _must_exist(training_id: str, store: StoreDep) -> None:
    """Before the stream begins, while there is still a status to answer with."""
    await run_in_threadpool(_get, store, training_id)


@router.get(
    "/{training_id}/events",
    summary="Follow a training (server-sent events)",
    response_class=EventSourceResponse,
    dependencies=[Depends(_must_exist)],
    responses=responses(404, 422),
)
async def training_events(
    training_id: str,
    store: StoreDep,
    queue: QueueDep,
    seen: LastSeen,
) -> AsyncIterator[ServerSentEvent]:
    """Events `update`, each a whole Training; then `end`."""
    async for event in follow(queue, training_id, lambda _sequence: _get(store, training_id), seen=seen, ended=ENDED):
        yield event


def _get(store: Store, training_id: str) -> Training:
    with store.read() as session:
        return trainings.get(session, training_id)
