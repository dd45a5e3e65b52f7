"""A share: a run as it was at one moment, read-only, under an address that cannot be guessed."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.run import Run


class ShareRequest(BaseModel):
    """What `POST /api/v1/shares` takes."""

    model_config = ConfigDict(extra="forbid")

    run: Annotated[str, Field(max_length=64)] = Field(description="Id of the run.")
    title: Annotated[str, Field(max_length=200)] = ""
    note: Annotated[str, Field(max_length=5000)] = ""


class Share(BaseModel):
    """A frozen run with what its sharer says of it. It stays when the run is deleted."""

    id: str = Field(description="128 random bits: whoever knows it may read the share.")
    title: str
    note: str
    created_at: str = Field(description="ISO 8601, UTC.")
    run: Run


class NewShare(Share):
    """A share as its sharer sees it once."""

    revoke_key: str = Field(description="Takes the share back, as header X-Revoke-Key. Told once, never again.")
