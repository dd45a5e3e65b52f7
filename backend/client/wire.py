"""Requests to a Mhoscope server, with models for answers and one exception for everything that goes wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel

from backend.schemas.plain import as_json
from backend.schemas.problem import ApiProblem

TIMEOUT_S = 60.0
"""Seconds after which a request without an answer fails."""
UPLOAD_S = 300.0
"""The same for uploads, whose files may be large."""

NamedFile = tuple[str, bytes]
"""A file as its name and content."""
Answer = TypeVar("Answer", bound=BaseModel)


class Wire:
    """A connection to the API of a server. Every call raises ApiProblem."""

    def __init__(self, url: str, *, token: str | None, transport: httpx2.BaseTransport | None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=TIMEOUT_S, transport=transport)

    def get(self, path: str, answer: type[Answer], **query: Any) -> Answer:
        """Return the model at a path."""
        return self._asked("GET", path, answer, params={key: value for key, value in query.items() if value is not None})

    def post(self, path: str, answer: type[Answer], body: Mapping[str, Any] | None) -> Answer:
        """Send a JSON document, whose numbers may be NumPy's, and return the model that answers it."""
        content = None if body is None else as_json(body).encode()
        return self._asked("POST", path, answer, content=content, headers={"Content-Type": "application/json"})

    def upload(self, path: str, files: Mapping[str, NamedFile], fields: Mapping[str, str]) -> httpx2.Response:
        """Send files with fields of a form, and return the answer."""
        return self._ask("POST", path, files=dict(files), data=dict(fields), timeout=UPLOAD_S)

    def download(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return self._ask("GET", path, timeout=UPLOAD_S).content

    def delete(self, path: str, **query: Any) -> None:
        """Delete what is at a path."""
        self._ask("DELETE", path, params=query)

    @contextmanager
    def events(self, path: str, *, after: int) -> Iterator[httpx2.EventSource]:
        """Open a stream of server-sent events, from the one after a sequence number."""
        try:
            address = f"/api/v1{path}"
            with self._http.sse(address, headers={"Last-Event-ID": str(after)}, max_event_size=None) as source:
                if not source.response.is_success:
                    source.response.read()
                _check(source.response)
                yield source
        except httpx2.HTTPError as error:
            raise ApiProblem.unreachable(error) from error

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def _asked(self, method: str, path: str, answer: type[Answer], **request: Any) -> Answer:
        return answer.model_validate_json(self._ask(method, path, **request).content)

    def _ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        try:
            came = self._http.request(method, f"/api/v1{path}", **request)
        except httpx2.HTTPError as error:
            raise ApiProblem.unreachable(error) from error
        _check(came)
        return came


def _check(came: httpx2.Response) -> None:
    if not came.is_success:
        raise ApiProblem.of_answer(came.status_code, came.headers.get("content-type", ""), came.content)
