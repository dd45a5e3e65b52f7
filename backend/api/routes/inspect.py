"""Single images and single chips, to be looked at."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, StoreDep
from backend.api.errors import responses
from backend.api.networks import require_classes
from backend.queue import Queue
from backend.schemas.inspect import (
    CrossbarPicture,
    CrossbarRequest,
    ImagesRequest,
    Look,
    Mistakes,
    MistakesRequest,
    Pictures,
    Votes,
    VotesRequest,
)
from backend.schemas.tasks import SEE
from backend.store.session import Store

router = APIRouter(prefix="/seeing", tags=["seeing"], responses=responses(422, 503))

PATIENCE_S = 20
"""Long enough for a worker that is only just starting on a busy machine."""


@router.post("/images", summary="Test images before and after the test-set noise")
async def see_images(request: ImagesRequest, store: StoreDep, queue: QueueDep) -> Pictures:
    """A page of the test set as the chip of one draw gets to see it."""
    return Pictures.model_validate(await _ask("images", request, store, queue))


@router.post("/votes", summary="Show one image to many simulated chips")
async def see_votes(request: VotesRequest, store: StoreDep, queue: QueueDep) -> Votes:
    """What each chip says of a test image or a drawing, and the states of recurrent layers while they read it."""
    return Votes.model_validate(await _ask("votes", request, store, queue))


@router.post("/mistakes", summary="Which test images simulated chips get wrong")
async def see_mistakes(request: MistakesRequest, store: StoreDep, queue: QueueDep) -> Mistakes:
    """Confusion matrix and mistaken images; `draws` of the answer says how many chips are done, so ask until all are."""
    return Mistakes.model_validate(await _ask("mistakes", request, store, queue))


@router.post("/crossbar", summary="One crossbar as a picture")
async def see_crossbar(request: CrossbarRequest, store: StoreDep, queue: QueueDep) -> CrossbarPicture:
    """Weights, or the conductances of one device of each, before and after they were programmed."""
    return CrossbarPicture.model_validate(await _ask("crossbar", request, store, queue))


async def _ask(question: str, request: Look, store: Store, queue: Queue) -> Any:
    await run_in_threadpool(require_classes, request, store)
    payload = {"question": question, "request": request.model_dump(mode="json")}
    return await queue.ask(SEE, payload, timeout=PATIENCE_S)
