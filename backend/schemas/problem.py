"""Errors of the API: RFC 9457 problem details."""

from __future__ import annotations

import json

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """Body of an error, `application/problem+json`. `detail` is one sentence for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    field: str | None = Field(None, description="The field of the request that is wrong, if one is.")


class ApiProblem(RuntimeError):
    """Raised by clients if the API refuses a request or cannot be reached; the text is one sentence for people."""

    def __init__(self, detail: str, *, status: int | None = None, field: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.field = status, field

    @classmethod
    def of_answer(cls, status: int, content_type: str, body: bytes) -> ApiProblem:
        """Return the problem in an answer with an error status; if that is not JSON, such as a proxy's page, its status only."""
        told = json.loads(body) if "json" in content_type else {}
        return cls(told.get("detail", f"the API answered {status}"), status=status, field=told.get("field"))

    @classmethod
    def unreachable(cls, error: Exception) -> ApiProblem:
        """Return the problem of a server that did not answer."""
        return cls(f"the API cannot be reached ({error or type(error).__name__}); is the server still running?")
