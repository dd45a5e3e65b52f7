"""What routes ask for, as named types: a signature then reads like a sentence.

All are coroutines: FastAPI would call a plain function in a thread of its own, once for each of them and request.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.api.errors import ApiError
from backend.api.gate import has_signed_in, is_token
from backend.queue import Queue
from backend.settings import Settings
from backend.store.session import Store

_bearer = HTTPBearer(auto_error=False, description="Needed only where the server sets MHOSCOPE_TOKEN.")


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


async def _queue(request: Request) -> Queue:
    queue: Queue = request.app.state.queue
    return queue


SettingsDep = Annotated[Settings, Depends(_settings)]
StoreDep = Annotated[Store, Depends(_store)]
QueueDep = Annotated[Queue, Depends(_queue)]


async def allowed(
    request: Request, settings: SettingsDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """Let in who brings the token, and browsers that have signed in; everyone where there is none."""
    if settings.token is None or has_signed_in(request, settings.token):
        return
    if not is_token(credentials.credentials if credentials else "", settings.token):
        raise ApiError(
            401, "this server asks for a token: send it as `Authorization: Bearer TOKEN`", headers={"WWW-Authenticate": "Bearer"}
        )
