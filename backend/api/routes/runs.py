"""What runs have beside the routes of every kind of jobs: notes, draws, differences, files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, StoreDep
from backend.api.errors import responses
from backend.api.files import FILES, as_file
from backend.exports import Kind
from backend.schemas.difference import DifferenceRequest, Differences
from backend.schemas.run import Run, RunDraws, RunNotes
from backend.schemas.tasks import DIFFERENCES
from backend.store import runs
from backend.store.session import Store

router = APIRouter(prefix="/runs", tags=["runs"])


@router.patch("/{run_id}", summary="Write a note on a run, or lines across its figure", responses=responses(404, 413, 422))
def annotate_run(run_id: str, body: RunNotes, store: StoreDep) -> Run:
    """Numbers never change; what people say of them may."""
    with store.write() as session:
        runs.annotate(session, run_id, note=body.note, annotations=body.annotations)
    return _get(store, run_id)


@router.get("/{run_id}/draws", summary="The single draws behind a run's points", responses=responses(404))
def run_draws(run_id: str, store: StoreDep) -> RunDraws:
    """Each draw is one simulated chip: from these a figure can sharpen again without any worker."""
    with store.read() as session:
        return runs.draws(session, run_id)


@router.get(
    "/{run_id}/differences",
    summary="How much better or worse, paired by draw",
    responses=responses(404, 422, 503),
)
async def run_differences(
    run_id: str,
    store: StoreDep,
    queue: QueueDep,
    baseline: Annotated[str | None, Query(description="A network of the run; every other is compared with it.")] = None,
    other: Annotated[str | None, Query(description="Another run; its points are compared with this run's.")] = None,
) -> Differences:
    """Each difference has an interval of its own, narrower than the two points' intervals where chips go up and down together."""
    for known in (run_id, *([other] if other else [])):
        await run_in_threadpool(_get, store, known)
    request = DifferenceRequest(run=run_id, baseline=baseline, other=other)
    return Differences.model_validate(await queue.ask(DIFFERENCES, request.model_dump(mode="json")))


@router.get(
    "/{run_id}/export/{kind}",
    summary="A run as a file",
    response_class=Response,
    responses={**FILES, **responses(404, 422, 503)},
)
async def export_run(run_id: str, kind: Kind, store: StoreDep, queue: QueueDep) -> Response:
    """As `csv` (one row a point), `json` (RESULT.json), `zip` (all, and a page that opens offline), `ipynb`, `py` or `bib`.

    `crosssim` and `aihwkit` are scripts that compute the points in CrossSim 3.2 and aihwkit 1.2, beside the bundle.
    """
    return await as_file(await run_in_threadpool(_get, store, run_id), kind, store, queue)


def _get(store: Store, run_id: str) -> Run:
    with store.read() as session:
        return runs.get(session, run_id)
