"""Errors as problem+json: named facts with a status, and one sentence for a person."""

from __future__ import annotations

import logging
import uuid
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from backend.datasets import DataSetMissing
from backend.jobs.checks import Unfit
from backend.jobs.submission import TooManyJobs
from backend.jobs.trainings import NameTaken
from backend.networks import NetworkNotFound
from backend.queue import NoAnswer, Refused
from backend.schemas.device import DeviceError
from backend.schemas.explain import explain_one, field_of
from backend.schemas.problem import Problem
from backend.store.datasets import DatasetInUse, DatasetNameTaken, TooManyDatasets
from backend.store.devices import DeviceInUse, DeviceNotFound, TooManyDevices
from backend.store.jobs import JobNotFound, JobStateError
from backend.store.networks import IdTaken
from backend.store.shares import NotYet, ShareNotFound, WrongKey

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"

FACTS: dict[type[Exception], int] = {
    JobNotFound: 404,
    JobStateError: 409,
    NameTaken: 409,
    IdTaken: 409,
    DeviceNotFound: 404,
    DeviceInUse: 409,
    TooManyDevices: 409,
    DatasetInUse: 409,
    DatasetNameTaken: 409,
    TooManyDatasets: 409,
    ShareNotFound: 404,
    NotYet: 409,
    WrongKey: 403,
    DataSetMissing: 422,
    NetworkNotFound: 404,
    NoAnswer: 503,
    Refused: 422,
}
"""What the rest of the program may say, and its status."""


class ApiError(Exception):
    """A fact that only the web part knows."""

    def __init__(self, status: int, detail: str, *, field: str | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.field, self.headers = status, detail, field, headers


def responses(*statuses: int) -> dict[int | str, dict[str, object]]:
    """Documentation of a route's problems."""
    return {
        status: {"model": Problem, "description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {}}} for status in statuses
    }


def problem(status: int, detail: str, *, field: str | None = None, headers: dict[str, str] | None = None) -> JSONResponse:
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, field=field)
    return JSONResponse(body.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Have every error of the app answered as a problem."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OperationalError, _store_away)
    app.add_exception_handler(RecursionError, _too_deep)
    app.add_exception_handler(DeviceError, _unfit)
    app.add_exception_handler(Unfit, _unfit)
    app.add_exception_handler(TooManyJobs, _too_many)
    for kind in FACTS:
        app.add_exception_handler(kind, _fact)
    app.add_exception_handler(Exception, _unexpected)


async def _api_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    return problem(error.status, error.detail, field=error.field, headers=error.headers)


async def _unfit(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DeviceError | Unfit)
    return problem(422, str(error), field=error.field)


async def _too_many(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TooManyJobs)
    return problem(429, str(error), headers={"Retry-After": str(error.retry_after_s)})


async def _fact(_request: Request, error: Exception) -> JSONResponse:
    status = next(FACTS[kind] for kind in type(error).__mro__ if kind in FACTS)
    return problem(status, str(error), headers={"Retry-After": "5"} if status == 503 else None)


async def _invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError | ValidationError)
    first = error.errors()[0]
    return problem(422, explain_one(first), field=field_of(first) or None)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if detail == HTTPStatus(error.status_code).phrase:
        detail = f"{detail}: {request.method} {request.url.path}"
    return problem(error.status_code, detail, headers=dict(error.headers or {}))


async def _store_away(_request: Request, error: Exception) -> JSONResponse:
    log.error("the store cannot be used: %s", error)
    return problem(503, "the store cannot be used right now; try again in a moment", headers={"Retry-After": "2"})


async def _too_deep(_request: Request, _error: Exception) -> JSONResponse:
    return problem(400, "the document is nested too deeply")


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    number = uuid.uuid4().hex[:12]
    log.error("error %s in %s %s", number, request.method, request.url.path, exc_info=error)
    return problem(500, f"something went wrong here; the log has it as error {number}")
