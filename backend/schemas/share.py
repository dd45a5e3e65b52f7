"""Shares: answers of jobs as they were at one moment, read-only, at an address that cannot be guessed."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.schemas.design import Design
from backend.schemas.dynamics import Dynamics
from backend.schemas.run import Run

SharedKind = Literal["run", "dynamics", "design"]
"""What can be shared: the noun of a kind of jobs, and the field of a share that holds its answer."""
SHARED: tuple[SharedKind, ...] = get_args(SharedKind)
Shared = Run | Dynamics | Design
JobId = Annotated[str, Field(max_length=64)]


def _is_none(value: Any) -> bool:
    return value is None


class ShareRequest(BaseModel):
    """The body of `POST /api/v1/shares`: exactly one of `run`, `dynamics` and `design` says what is shared."""

    model_config = ConfigDict(extra="forbid")

    run: JobId | None = Field(None, description="Id of the run.")
    dynamics: JobId | None = Field(None, description="Id of the request for dynamics.")
    design: JobId | None = Field(None, description="Id of the design question.")
    title: Annotated[str, Field(max_length=200)] = ""
    note: Annotated[str, Field(max_length=5000)] = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [kind for kind in SHARED if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(
                f"exactly one of {', '.join(SHARED)} must be given; received {' and '.join(given) or 'none of them'}"
            )
        return self

    @property
    def what(self) -> tuple[SharedKind, str]:
        """The kind of what is shared, and its id."""
        kind = next(kind for kind in SHARED if getattr(self, kind) is not None)
        return kind, getattr(self, kind)


class Share(BaseModel):
    """A frozen answer with title and note. It remains when the job is deleted. What is not shared by it is left out."""

    id: str = Field(description="128 random bits: whoever knows the id can read the share.")
    title: str
    note: str
    created_at: str = Field(description="ISO 8601, UTC.")
    run: Run | None = Field(None, exclude_if=_is_none)
    dynamics: Dynamics | None = Field(None, exclude_if=_is_none)
    design: Design | None = Field(None, exclude_if=_is_none)

    @property
    def what(self) -> tuple[SharedKind, Shared]:
        """The kind of what is shared, and the frozen answer."""
        return next((kind, getattr(self, kind)) for kind in SHARED if getattr(self, kind) is not None)


class NewShare(Share):
    """A share with the key that revokes it, as returned once to its author."""

    revoke_key: str = Field(description="Key that revokes the share, to be sent as header X-Revoke-Key. It is shown only once.")
