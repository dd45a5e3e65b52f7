"""Shares: an answer as it is now, for others to read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, StoreDep
from backend.api.errors import ApiError, responses
from backend.api.files import FILES, as_answer_file, as_file
from backend.exports import Kind
from backend.jobs import kind_of
from backend.schemas.share import NewShare, Share, ShareRequest
from backend.store import shares
from backend.store.session import Store

router = APIRouter(prefix="/shares", tags=["shares"])


@router.post("", status_code=201, summary="Share an answer", responses=responses(404, 409, 422))
def create_share(body: ShareRequest, request: Request, response: Response, store: StoreDep) -> NewShare:
    """Freezes a run, a design or dynamics under an address that cannot be guessed: `/s/{id}` shows it."""
    noun, job_id = body.what
    with store.write() as session:
        answer = kind_of(noun).get(session, job_id)
        share_id, key = shares.create(session, noun, answer, title=body.title, note=body.note)
    response.headers["Location"] = str(request.url_for("get_share", share_id=share_id).path)
    return NewShare(**dict(_get(store, share_id)), revoke_key=key)


@router.get("/{share_id}", summary="One share", responses=responses(404))
def get_share(share_id: str, store: StoreDep) -> Share:
    return _get(store, share_id)


@router.get(
    "/{share_id}/export/{kind}",
    summary="A shared answer as a file",
    response_class=Response,
    responses={**FILES, **responses(404, 422, 503)},
)
async def export_share(share_id: str, kind: Kind, store: StoreDep, queue: QueueDep) -> Response:
    """As the export of a run, but of what was frozen; of a design and of dynamics, `csv` and `json`."""
    share = await run_in_threadpool(_get, store, share_id)
    if share.run is not None:
        return await as_file(share.run, kind, store, queue)
    noun, answer = share.what
    if kind not in ("csv", "json"):
        raise ApiError(422, f"kind must be csv or json for a share of {noun}; received {kind!r}", field="kind")
    return await run_in_threadpool(as_answer_file, kind_of(noun), answer, kind)


@router.delete("/{share_id}", status_code=204, summary="Revoke a share", responses=responses(403, 404, 422))
def revoke_share(share_id: str, store: StoreDep, key: Annotated[str, Header(alias="X-Revoke-Key", max_length=200)] = "") -> None:
    """With the key that came with it, so that readers cannot."""
    with store.write() as session:
        shares.revoke(session, share_id, key)


def _get(store: Store, share_id: str) -> Share:
    with store.read() as session:
        return shares.get(session, share_id)
