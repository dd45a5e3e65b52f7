"""Networks: the zoo, and those that were trained or uploaded here."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, SettingsDep, StoreDep
from backend.api.errors import ApiError, responses
from backend.api.previews import preview
from backend.api.uploads import accept, ended, measured_card
from backend.datasets import SOURCES
from backend.jobs import UPLOADS
from backend.networks import NetworkNotFound, load_arrays, zoo_weights
from backend.networks.histograms import histograms
from backend.networks.own import LONGEST_NAME, NAME, as_name
from backend.networks.portable import with_card
from backend.schemas.input_values import ANYWHERE, AUTO, EXPECTED, Channels
from backend.schemas.network import NetworkCard, NetworkList, WeightHistograms
from backend.schemas.network_preview import NetworkPreview
from backend.schemas.upload import Upload, UploadRequest
from backend.store.networks import all_cards, delete_network, find_network
from backend.store.session import Store

router = APIRouter(prefix="/networks", tags=["networks"])


ModelFile = Annotated[
    UploadFile,
    File(description="A model saved by Keras as .keras or .h5, an .onnx, or an .npz that was downloaded here. No code is run."),
]
ForDataset = Annotated[str, Form(description=f"The data set it was trained for: {', '.join(SOURCES)}, or your own.")]
ItsInputs = Annotated[
    str,
    Form(
        alias="input",
        description=f"The inputs that it was trained on, of values stored as 0 to 1: {EXPECTED}. auto tries them on training "
        "images; the notes of the answer say what each gave.",
    ),
]
ItsChannels = Annotated[
    Channels,
    Form(
        description="Where the channels (of a sequence, the features) of an .onnx file's input are, if its shape fits both: "
        "first or last."
    ),
]
ItsWeights = Annotated[
    UploadFile | None,
    File(description="A .safetensors file, whose arrays take the place of those of the same names in the model."),
]


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


@router.post(
    "",
    name=UPLOADS.words.submit_name,
    summary=UPLOADS.words.submit.summary,
    description=UPLOADS.words.submit.description,
    status_code=201,
    response_model=NetworkCard,
    responses={202: {"model": Upload, "description": "It is still being measured."}, **responses(409, 413, 422, 429, 503)},
)
async def upload_network(
    request: Request,
    response: Response,
    store: StoreDep,
    queue: QueueDep,
    settings: SettingsDep,
    file: ModelFile,
    dataset: ForDataset,
    name: Annotated[str, Form(pattern=NAME, max_length=LONGEST_NAME, description="Its name; the id is dataset/name.")],
    inputs: ItsInputs = AUTO,
    channels: ItsChannels = ANYWHERE,
    weights: ItsWeights = None,
    wait: Annotated[bool, Query(description="False: answer at once, with 202.")] = True,
) -> NetworkCard | Response:
    own = None if weights is None else await weights.read()
    asked = UploadRequest(content=await file.read(), dataset=dataset, name=name, inputs=inputs, channels=channels, weights=own)
    upload = await run_in_threadpool(accept, asked, store=store, queue=queue, settings=settings)
    if wait:
        upload = await ended(upload, store=store, queue=queue)
    place = str(request.url_for("get_network", dataset=dataset, name=name).path)
    card = await run_in_threadpool(measured_card, upload, store)
    if card is not None:
        response.headers["Location"] = place
        return card
    place = str(request.url_for(f"get_{UPLOADS.noun}", **{f"{UPLOADS.noun}_id": upload.id}).path)
    return JSONResponse(upload.model_dump(mode="json"), 202, {"Location": place})


@router.post("/preview", summary="What a file holds, before it is uploaded", responses=responses(413, 422))
async def preview_network(
    settings: SettingsDep,
    file: ModelFile,
    dataset: ForDataset,
    inputs: ItsInputs = AUTO,
    channels: ItsChannels = ANYWHERE,
    weights: ItsWeights = None,
) -> NetworkPreview:
    """The layers of a network with their sizes, or all that stands in the way of adding it. Nothing is kept."""
    name = as_name(PurePath(file.filename or "").stem)
    own = None if weights is None else await weights.read()
    asked = UploadRequest(content=await file.read(), dataset=dataset, name=name, inputs=inputs, channels=channels, weights=own)
    return await run_in_threadpool(preview, asked, settings=settings)


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
    with store.write() as session:
        delete_network(session, network_id)


def _found(network_id: str, store: Store) -> tuple[NetworkCard, bytes | None]:
    with store.read() as session:
        found = find_network(session, network_id)
        if found is None:
            raise NetworkNotFound(network_id, list(all_cards(session)))
    return found
