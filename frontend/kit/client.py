"""The API as the pages see it: over HTTP, whether it lives in this process or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2


class ApiProblem(RuntimeError):
    """The API said no, or nothing at all; the text is one sentence for a person."""

    def __init__(self, detail: str, *, status: int | None = None, field: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.field = status, field


class Api:
    """Calls below /api/v1."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    @classmethod
    def in_process(cls, app: Any, *, token: str | None = None) -> Api:
        """The API of an ASGI app in this process: no socket in between."""
        # An error in a route is answered as a problem, as over a socket, and not raised here.
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        return cls(httpx2.AsyncClient(transport=transport, base_url="http://mhoscope", headers=_headers(token)))

    @classmethod
    def at(cls, url: str, *, token: str | None = None) -> Api:
        return cls(httpx2.AsyncClient(base_url=url, headers=_headers(token), timeout=30))

    async def get(self, path: str, **query: Any) -> Any:
        params = {key: value for key, value in query.items() if value is not None}
        return (await self._ask("GET", path, params=params)).json()

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return (await self._ask("POST", path, json=body)).json()

    async def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        return (await self._ask("PATCH", path, json=body)).json()

    async def text(self, path: str, body: Mapping[str, Any] | None = None) -> str:
        """An answer that is no JSON."""
        return (await self._ask("POST", path, json=body)).text

    async def submit(self, spec: Mapping[str, Any]) -> tuple[Any, bool]:
        """The run that answers a spec, and whether it was made for this question."""
        answer = await self._ask("POST", "/runs", json=spec)
        return answer.json(), answer.status_code == 201

    async def delete(self, path: str, headers: Mapping[str, str] | None = None) -> None:
        await self._ask("DELETE", path, headers=headers)

    async def _ask(self, method: str, path: str, **how: Any) -> httpx2.Response:
        try:
            answer = await self._client.request(method, f"/api/v1{path}", **how)
        except httpx2.HTTPError as error:
            raise ApiProblem(
                f"the API cannot be reached ({error or type(error).__name__}); is the server still running?"
            ) from error
        if answer.is_success:
            return answer
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        raise ApiProblem(
            problem.get("detail", f"the API answered {answer.status_code}"), status=answer.status_code, field=problem.get("field")
        )


def _headers(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}
