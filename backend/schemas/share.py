"""Shares: runs as they were at one moment, read-only, at an address that cannot be guessed."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.run import Run


class ShareRequest(BaseModel):
    """The body of `POST /api/v1/shares`."""

    model_config = ConfigDict(extra="forbid")

    run: Annotated[str, Field(max_length=64)] = Field(description="Id of the run.")
    title: Annotated[str, Field(max_length=200)] = ""
    note: Annotated[str, Field(max_length=5000)] = ""


class Share(BaseModel):
    """A frozen run with title and note. It remains when the run is deleted."""

    id: str = Field(description="128 random bits: whoever knows the id can read the share.")
    title: str
    note: str
    created_at: str = Field(description="ISO 8601, UTC.")
    run: Run


class NewShare(Share):
    """A share with the key that revokes it, as returned once to its author."""

    revoke_key: str = Field(description="Key that revokes the share, to be sent as header X-Revoke-Key. It is shown only once.")
