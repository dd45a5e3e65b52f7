"""Networks: the zoo, and those that were trained or uploaded here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, SettingsDep, StoreDep
from backend.api.errors import ApiError, responses
from backend.api.uploads import accept, complete
from backend.datasets import SOURCES
from backend.networks import NetworkNotFound, load_arrays, zoo_weights
from backend.networks.histograms import histograms
from backend.networks.own import LONGEST_NAME, NAME
from backend.networks.portable import with_card
from backend.schemas.input_values import AUTO, EXPECTED
from backend.schemas.network import Measured, NetworkCard, NetworkList, WeightHistograms
from backend.schemas.tasks import MEASURE
from backend.store.networks import MEASURING_AT_MOST_S, all_cards, delete_network, find_network
from backend.store.session import Store

router = APIRouter(prefix="/networks", tags=["networks"])


@router.get("", summary="List networks")
def list_networks(store: StoreDep, dataset: str | None = None, family: str | None = None) -> NetworkList:
    """Every network, those of the zoo first; one data set or family of them, if named."""
    with store.read() as session:
        cards = list(all_cards(session).values())
    items = [card for card in cards if dataset in (None, card.dataset) and family in (None, card.family)]
    return NetworkList(items=items, total=len(items))


@router.get("/{dataset}/{name}", summary="One network's card", responses=responses(404))
def get_network(dataset: str, name: str, store: StoreDep) -> NetworkCard:
    with store.read() as session:
        cards = all_cards(session)
    network_id = f"{dataset}/{name}"
    if network_id not in cards:
        raise NetworkNotFound(network_id, list(cards))
    return cards[network_id]


@router.get("/{dataset}/{name}/weights", summary="How its weights are spread", responses=responses(404))
def get_weights(dataset: str, name: str, store: StoreDep) -> WeightHistograms:
    """A histogram for each crossbar of a network."""
    card, weights = _found(f"{dataset}/{name}", store)
    items = histograms(card, load_arrays(card, weights))
    return WeightHistograms(items=items, total=len(items))


@router.get(
    "/{dataset}/{name}/weights.npz",
    summary="Its weights and its card as one file",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **responses(404)},
)
def download_weights(dataset: str, name: str, store: StoreDep) -> Response:
    """Arrays named "<layer>.<array>" as `numpy.load` reads them, and the card; `POST /networks` takes the file again."""
    card, weights = _found(f"{dataset}/{name}", store)
    content = with_card(card, weights if weights is not None else zoo_weights(card))
    headers = {"Content-Disposition": f'attachment; filename="{dataset}-{name}.npz"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.post("", status_code=201, summary="Upload a network", responses=responses(409, 413, 422, 503))
async def upload_network(
    store: StoreDep,
    queue: QueueDep,
    settings: SettingsDep,
    file: Annotated[
        UploadFile,
        File(description="A model saved by Keras as .keras or .h5, or an .npz that was downloaded here. No code of it is run."),
    ],
    dataset: Annotated[str, Form(description=f"The data set it was trained for: {', '.join(SOURCES)}.")],
    name: Annotated[str, Form(pattern=NAME, max_length=LONGEST_NAME, description="Its name; the id is dataset/name.")],
    inputs: Annotated[
        str,
        Form(
            alias="input",
            description=f"The inputs that it was trained on, of values stored as 0 to 1: {EXPECTED}. auto tries them on training "
            "images; the notes of the answer say what each gave.",
        ),
    ] = AUTO,
) -> NetworkCard:
    """Layers in one line, each feeding the next alone; the clean accuracy is measured on the full test set."""
    content = await file.read()
    card = await run_in_threadpool(accept, content, dataset=dataset, name=name, inputs=inputs, store=store, settings=settings)
    try:
        measured = Measured.model_validate(await queue.ask(MEASURE, {"network": card.id}, timeout=MEASURING_AT_MOST_S))
        return await run_in_threadpool(complete, card.id, measured, store=store)
    except Exception:
        await run_in_threadpool(_forget, store, card.id)
        raise


@router.delete(
    "/{dataset}/{name}",
    status_code=204,
    summary="Forget a network that was trained or uploaded here",
    responses=responses(404, 409),
)
def remove_network(dataset: str, name: str, store: StoreDep) -> None:
    network_id = f"{dataset}/{name}"
    card = get_network(dataset, name, store)
    if card.origin == "zoo":
        raise ApiError(409, f"{network_id} ships with the program and stays")
    _forget(store, network_id)


def _found(network_id: str, store: Store) -> tuple[NetworkCard, bytes | None]:
    with store.read() as session:
        found = find_network(session, network_id)
        if found is None:
            raise NetworkNotFound(network_id, list(all_cards(session)))
    return found


def _forget(store: Store, network_id: str) -> None:
    with store.write() as session:
        delete_network(session, network_id)
