"""Where a token is set, who may in: programs bring it with each request, browsers once.

A browser cannot send a header with an event stream, a download or a page. It gets a cookie instead for the token that is
typed in at /sign-in: no script can read it, other sites cannot use it to change anything, and the token does not follow
from it. The pages act for whoever opens them, so they are behind the gate too.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import quote

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.api.errors import problem
from backend.settings import Settings

COOKIE = "mhoscope"
SIGN_IN = "/sign-in"
OPEN = ("/healthz", "/readyz", "/metrics", SIGN_IN)
SELF_MINDED = ("/api/", "/docs", "/openapi.json")
"""The API asks for itself; its documentation says how."""


def cookie_for(token: SecretStr) -> str:
    """What a browser keeps: it changes with the token, and does not tell it."""
    return hmac.digest(token.get_secret_value().encode(), b"mhoscope: a browser that signed in", "sha256").hex()


def is_token(given: str, token: SecretStr) -> bool:
    return secrets.compare_digest(given.encode(), token.get_secret_value().encode())


def has_signed_in(request: Request, token: SecretStr) -> bool:
    return secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), cookie_for(token).encode())


class Gate:
    """Sends browsers that have not signed in to where they can; without a token it stands open."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = self._settings.token
        if scope["type"] != "http" or token is None or scope["path"] in OPEN or scope["path"].startswith(SELF_MINDED):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if has_signed_in(request, token):
            await self._app(scope, receive, send)
        elif request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            await RedirectResponse(f"{SIGN_IN}?next={quote(there)}", 303)(scope, receive, send)
        else:
            await problem(401, f"this server asks for a token: sign in at {SIGN_IN}")(scope, receive, send)
