"""Shares: a run as it is now, for others to read."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from backend.api.deps import StoreDep
from backend.api.errors import responses
from backend.schemas.share import Share, ShareRequest
from backend.store import shares
from backend.store.session import Store

router = APIRouter(prefix="/shares", tags=["shares"])


@router.post("", status_code=201, summary="Share a run", responses=responses(404, 409, 422))
async def create_share(body: ShareRequest, request: Request, response: Response, store: StoreDep) -> Share:
    """Freezes spec, points and engine version under an address that cannot be guessed: `/s/{id}` shows it."""

    def create() -> Share:
        with store.write() as session:
            share_id = shares.create(session, body.run, title=body.title, note=body.note)
        return _get(store, share_id)

    share = await run_in_threadpool(create)
    response.headers["Location"] = str(request.url_for("get_share", share_id=share.id).path)
    return share


@router.get("/{share_id}", summary="One share", responses=responses(404))
async def get_share(share_id: str, store: StoreDep) -> Share:
    return await run_in_threadpool(_get, store, share_id)


@router.delete("/{share_id}", status_code=204, summary="Revoke a share", responses=responses(404))
async def revoke_share(share_id: str, store: StoreDep) -> None:
    def revoke() -> None:
        with store.write() as session:
            shares.revoke(session, share_id)

    await run_in_threadpool(revoke)


def _get(store: Store, share_id: str) -> Share:
    with store.read() as session:
        return shares.get(session, share_id)
