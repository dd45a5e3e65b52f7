"""The API as an application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, Depends, FastAPI
from fastapi_offline import FastAPIOffline

from backend.api import errors
from backend.api.deps import allowed
from backend.api.gate import Gate
from backend.api.jobs import routes_of
from backend.api.routes import (
    datasets,
    devices,
    health,
    inspect,
    networks,
    reference,
    reproductions,
    runs,
    shares,
    sign_in,
    stories,
)
from backend.jobs import KINDS
from backend.queue import Queue
from backend.settings import Settings, get_settings
from backend.store.datasets import use_store
from backend.store.session import Store

DESCRIPTION = """How much analog noise a neural network survives on memory crossbars, and what it costs in energy.

Submit a spec to `POST /api/v1/runs`, follow it at `/api/v1/runs/{id}/events`, and read its points at
`/api/v1/runs/{id}`. Errors are `application/problem+json` with one sentence in `detail`.
"""


def create_app(settings: Settings | None = None, *, store: Store | None = None, queue: Queue | None = None) -> FastAPI:
    """The API. Store and queue may be handed in; else they follow from the settings."""
    settings = settings or get_settings()
    app: FastAPI = FastAPIOffline(
        title="Mhoscope",
        version=version("mhoscope"),
        description=DESCRIPTION,
        docs_url="/docs",
        redoc_url=None,
        static_url="/docs/static",
        lifespan=_lifespan,
        generate_unique_id_function=lambda route: route.name,
        max_body_size=settings.max_upload_bytes,
    )
    app.state.settings = settings
    app.state.store = store or Store.of(settings)
    app.state.queue = queue or Queue(settings)
    use_store(app.state.store, settings)
    errors.install(app)
    app.add_middleware(Gate, settings=settings)
    app.include_router(health.router)
    app.include_router(sign_in.router)
    v1 = APIRouter(prefix="/api/v1", dependencies=[Depends(allowed)], responses=errors.responses(400, 401))
    for kind in KINDS:
        v1.include_router(routes_of(kind))
    for part in (runs, networks, datasets, devices, shares, stories, inspect, reproductions, reference):
        v1.include_router(part.router)
    app.include_router(v1)
    app.add_api_route(
        "/api/{rest:path}",
        _no_such_route,
        methods=["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"],
        include_in_schema=False,
    )
    return app


async def _no_such_route(rest: str) -> None:
    """Before the pages' catch-all, which would answer with HTML."""
    raise errors.ApiError(404, f"there is no /api/{rest}; /docs lists the routes")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.queue.aclose()
    app.state.store.close()
