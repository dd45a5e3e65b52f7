"""From a question of the page "See it", by its name, to its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from backend.schemas.inspect import CrossbarRequest, ImagesRequest, Look, MistakesRequest, VotesRequest
from backend.store.networks import find_network
from backend.store.session import Store
from worker.analysis.inspect.inspector import Inspector

QUESTIONS: dict[str, tuple[type[Look], Callable[..., BaseModel]]] = {
    "images": (ImagesRequest, Inspector.images),
    "votes": (VotesRequest, Inspector.votes),
    "mistakes": (MistakesRequest, Inspector.mistakes),
    "crossbar": (CrossbarRequest, Inspector.crossbar),
}
"""Request and method of each question, by its name."""


def answer(inspector: Inspector, store: Store, question: str, document: dict[str, Any]) -> BaseModel:
    """Return the answer to a question, whose request is `document`.

    Raises LookupError for a network or data set that this machine does not have, and ValueError for an invalid request.
    """
    kind, method = QUESTIONS[question]
    request = kind.model_validate(document)
    with store.read() as session:
        found = find_network(session, request.network)
    if found is None:
        raise LookupError(f"there is no network {request.network!r}")
    return method(inspector, request, *found)
