"""Jobs in the API: the common part of runs, designs and trainings for clients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel

JobState = Literal["queued", "running", "done", "cancelled", "failed"]
UNFINISHED = ("queued", "running")
"""States of a job that has not ended, for all kinds of jobs."""

Request = TypeVar("Request", bound=BaseModel)
Answer = TypeVar("Answer", bound=BaseModel)
Page = TypeVar("Page", bound=BaseModel)


@dataclass(frozen=True)
class JobContract(Generic[Request, Answer, Page]):
    """The routes of one kind of jobs, below /api/v1, with their requests and answers.

    `POST {path}` takes a `request` and returns an `answer`, as do `GET {path}/{id}`, `POST {path}/{id}/cancel` and `POST
    {path}/{id}/retry`; `GET {path}` returns a `page`, whose `items` are answers or summaries of them; `DELETE {path}/{id}`
    deletes the job, and `GET {path}/{id}/events` streams its changes as server-sent events.
    """

    path: str
    """Path of the routes, such as "/runs"."""
    request: type[Request]
    answer: type[Answer]
    """A model with at least `id`, `state` and `sequence`."""
    page: type[Page]
    """A model with `items` and `total`."""

    @property
    def state(self) -> Any:
        """Type of a job's state: a Literal."""
        return self.answer.model_fields["state"].annotation

    @cached_property
    def ended(self) -> frozenset[str]:
        """States in which a job has ended, unless it is retried."""
        return frozenset(get_args(self.state)) - set(UNFINISHED)
