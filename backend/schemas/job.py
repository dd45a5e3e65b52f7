"""Jobs over HTTP: what runs, designs and trainings have in common for whoever asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel

JobState = Literal["queued", "running", "done", "cancelled", "failed"]
UNFINISHED = ("queued", "running")
"""The states of a job that has not ended; of every kind."""

Request = TypeVar("Request", bound=BaseModel)
Answer = TypeVar("Answer", bound=BaseModel)
Page = TypeVar("Page", bound=BaseModel)


@dataclass(frozen=True)
class JobContract(Generic[Request, Answer, Page]):
    """The routes of one kind of jobs, below /api/v1, and what they take and answer.

    `POST {path}` takes a `request` and answers with an `answer`, as do `GET {path}/{id}`, `POST {path}/{id}/cancel` and
    `POST {path}/{id}/retry`; `GET {path}` answers with a `page`, whose `items` are answers or summaries of them;
    `DELETE {path}/{id}` forgets the job, and `GET {path}/{id}/events` follows it as server-sent events.
    """

    path: str
    """Such as "/runs"."""
    request: type[Request]
    answer: type[Answer]
    """Has at least `id`, `state` and `sequence`."""
    page: type[Page]
    """Has `items` and `total`."""

    @property
    def state(self) -> Any:
        """The type of a job's state: a Literal."""
        return self.answer.model_fields["state"].annotation

    @cached_property
    def ended(self) -> frozenset[str]:
        """The states that nothing follows, unless it is retried."""
        return frozenset(get_args(self.state)) - set(UNFINISHED)
