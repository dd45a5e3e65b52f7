"""Errors on the wire: RFC 9457 problem details."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """`application/problem+json`. `detail` is one sentence for a person."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    field: str | None = Field(None, description="The field of the request that is wrong, if one is.")
