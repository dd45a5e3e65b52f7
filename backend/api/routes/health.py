"""For whoever watches the service: is it alive, is it ready, what does it do."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from backend.api.deps import QueueDep, StoreDep
from backend.queue import Queue
from backend.store import runs
from backend.store.migrate import is_current
from backend.store.session import Store

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Alive")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get(
    "/readyz", summary="Ready: store, tables and Redis", responses={503: {"description": "Not ready; which part is said."}}
)
def readyz(response: Response, store: StoreDep, queue: QueueDep) -> dict[str, str]:
    parts = _parts(store, queue)
    if any(state != "ok" for state in parts.values()):
        response.status_code = 503
    return parts


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response)
def metrics(store: StoreDep, queue: QueueDep) -> Response:
    return Response(_metrics(store, queue), media_type=CONTENT_TYPE_LATEST)


def _parts(store: Store, queue: Queue) -> dict[str, str]:
    try:
        tables = "ok" if is_current(store) else "run `mhoscope migrate`"
    except SQLAlchemyError:
        tables = "the store cannot be reached"
    return {"store": tables, "redis": "ok" if queue.ping() else "Redis does not answer"}


def _metrics(store: Store, queue: Queue) -> bytes:
    registry = CollectorRegistry()
    by_state = Gauge("mhoscope_runs", "Runs by state", ["state"], registry=registry)
    with store.read() as session:
        for state, count in runs.counts_by_state(session).items():
            by_state.labels(state).set(count)
    Gauge("mhoscope_queue_length", "Points waiting for a worker", registry=registry).set(queue.waiting())
    return generate_latest(registry)
