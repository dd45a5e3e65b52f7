"""What routes ask for, as named types: a signature then reads like a sentence."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.api.errors import ApiError
from backend.queue import Queue
from backend.settings import Settings
from backend.store.session import Store

_bearer = HTTPBearer(auto_error=False, description="Needed only where the server sets MHOSCOPE_TOKEN.")


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _queue(request: Request) -> Queue:
    queue: Queue = request.app.state.queue
    return queue


SettingsDep = Annotated[Settings, Depends(_settings)]
StoreDep = Annotated[Store, Depends(_store)]
QueueDep = Annotated[Queue, Depends(_queue)]


def allowed(settings: SettingsDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
    """Let in who brings the token, or everyone where there is none."""
    if settings.token is None:
        return
    given = credentials.credentials if credentials else ""
    if not secrets.compare_digest(given.encode(), settings.token.get_secret_value().encode()):
        raise ApiError(
            401, "this server asks for a token: send it as `Authorization: Bearer TOKEN`", headers={"WWW-Authenticate": "Bearer"}
        )
