"""Networks: the zoo, and those that were trained or uploaded here."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from backend.api.deps import StoreDep
from backend.api.errors import responses
from backend.networks import NetworkNotFound
from backend.schemas.network import NetworkCard, NetworkList
from backend.store.networks import all_cards

router = APIRouter(prefix="/networks", tags=["networks"])


@router.get("", summary="List networks")
async def list_networks(store: StoreDep, dataset: str | None = None, family: str | None = None) -> NetworkList:
    """Every network, those of the zoo first; one data set or family of them, if named."""

    def read() -> NetworkList:
        with store.read() as session:
            cards = list(all_cards(session).values())
        items = [card for card in cards if dataset in (None, card.dataset) and family in (None, card.family)]
        return NetworkList(items=items, total=len(items))

    return await run_in_threadpool(read)


@router.get("/{dataset}/{name}", summary="One network's card", responses=responses(404))
async def get_network(dataset: str, name: str, store: StoreDep) -> NetworkCard:
    def read() -> NetworkCard:
        with store.read() as session:
            cards = all_cards(session)
        network_id = f"{dataset}/{name}"
        if network_id not in cards:
            raise NetworkNotFound(network_id, list(cards))
        return cards[network_id]

    return await run_in_threadpool(read)
