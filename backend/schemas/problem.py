"""Errors on the wire: RFC 9457 problem details."""

from __future__ import annotations

import json

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """`application/problem+json`. `detail` is one sentence for a person."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    field: str | None = Field(None, description="The field of the request that is wrong, if one is.")


class ApiProblem(RuntimeError):
    """What a client raises where the API says no, or nothing at all; the text is one sentence for a person."""

    def __init__(self, detail: str, *, status: int | None = None, field: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.field = status, field

    @classmethod
    def of_answer(cls, status: int, content_type: str, body: bytes) -> ApiProblem:
        """The problem that an answer with an error status tells; a proxy's page, say, tells its status alone."""
        told = json.loads(body) if "json" in content_type else {}
        return cls(told.get("detail", f"the API answered {status}"), status=status, field=told.get("field"))

    @classmethod
    def unreachable(cls, error: Exception) -> ApiProblem:
        """The problem of a server that did not answer."""
        return cls(f"the API cannot be reached ({error or type(error).__name__}); is the server still running?")
