"""HTTP to the API, whether it lives in this process or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel

from backend.schemas.problem import ApiProblem

Answer = TypeVar("Answer", bound=BaseModel)
Document = Mapping[str, Any]
"""What the API is asked, as JSON: the API itself checks it and says in one sentence what is wrong."""


class Http:
    """Requests below /api/v1; whatever is no success raises ApiProblem."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    @classmethod
    def in_process(cls, app: Any, *, token: str | None = None) -> Http:
        """To an ASGI app in this process: no socket in between."""
        # An error in a route is answered as a problem, as over a socket, and not raised here.
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        return cls(httpx2.AsyncClient(transport=transport, base_url="http://mhoscope", headers=_headers(token)))

    @classmethod
    def at(cls, url: str, *, token: str | None = None) -> Http:
        """To a server elsewhere."""
        return cls(httpx2.AsyncClient(base_url=url, headers=_headers(token), timeout=30))

    async def get(self, path: str, answer: type[Answer], **query: Any) -> Answer:
        """What is at a path, as a model. A `query` parameter that is None is left out."""
        params = {key: value for key, value in query.items() if value is not None}
        return answer.model_validate_json((await self.ask("GET", path, params=params)).content)

    async def post(self, path: str, answer: type[Answer], body: Document | None = None) -> Answer:
        """What the API makes of a document, as a model."""
        return answer.model_validate_json((await self.ask("POST", path, json=body)).content)

    async def patch(self, path: str, answer: type[Answer], body: Document) -> Answer:
        """What has been changed, as it is now."""
        return answer.model_validate_json((await self.ask("PATCH", path, json=body)).content)

    async def ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        """The answer to a request, as it came. Raises ApiProblem."""
        try:
            answer = await self._client.request(method, f"/api/v1{path}", **request)
        except httpx2.HTTPError as error:
            raise ApiProblem.unreachable(error) from error
        if answer.is_success:
            return answer
        raise ApiProblem.of_answer(answer.status_code, answer.headers.get("content-type", ""), answer.content)


def _headers(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}
