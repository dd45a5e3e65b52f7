"""Scripts and style sheets that never change are compressed once, off the event loop, and kept."""

from __future__ import annotations

import asyncio
import gzip
import re

from cachetools import LRUCache
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIXES = ("/_dash-component-suites/", "/assets/vendor/")
ASSETS = "/assets/"
CHANGED = re.compile(rb"m=[\d.]+")
"""How Dash asks for an asset: with the time when the file was changed."""
MOST_KEPT = 128
SMALLEST = 500
LEVEL = 7  # 9 takes twice as long for 0.3 % fewer bytes of plotly.js


class KeepCompressed:
    """Answers for addresses that hold a version: gzip of the whole body, from memory after the first time.

    A browser keeps them too: when it comes again it asks for none of the files, however many they are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: LRUCache[str, tuple[list[tuple[bytes, bytes]], bytes]] = LRUCache(MOST_KEPT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = _name(scope)
        if name is None or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        kept = self._kept.get(name) or await self._ask(name, scope, receive, send)
        if kept is not None:
            headers, body = kept
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    async def _ask(self, name: str, scope: Scope, receive: Receive, send: Send) -> tuple[list[tuple[bytes, bytes]], bytes] | None:
        """The app's answer, compressed; None if it is to go out as it is, and then it has."""
        # Without its conditions a request is answered whole, and uncompressed.
        unasked = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
        plain = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in unasked]}
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(plain, receive, keep)
        start = next((message for message in messages if message["type"] == "http.response.start"), None)
        body = b"".join(message.get("body", b"") for message in messages if message["type"] == "http.response.body")
        if start is None or start["status"] != 200 or len(body) < SMALLEST:
            for message in messages:
                await send(message)
            return None
        smaller = await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["Content-Length"] = str(len(smaller))
        headers["Content-Encoding"] = "gzip"
        headers.setdefault("Cache-Control", "public, max-age=31536000, immutable")
        if "accept-encoding" not in headers.get("vary", "").lower():
            headers.add_vary_header("Accept-Encoding")
        self._kept[name] = headers.raw, smaller
        return self._kept[name]


def _name(scope: Scope) -> str | None:
    """Under which name the answer may be kept; None for what may change."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path: str = scope["path"]
    if path.startswith(PREFIXES):
        return path
    if path.startswith(ASSETS) and CHANGED.fullmatch(scope["query_string"]):
        return f"{path}?{scope['query_string'].decode()}"
    return None
