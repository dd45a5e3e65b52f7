"""Data sets: those of the program, and users' own; what is in them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from backend.api.datasets import accept, download
from backend.api.deps import QueueDep, SettingsDep, StoreDep
from backend.api.errors import ApiError, responses
from backend.datasets import UnknownDataset, record_of, require, status
from backend.datasets.own.reading import MOST_FILE_BYTES, Asked
from backend.datasets.own.shapes import KINDS
from backend.queue import Queue
from backend.schemas.dataset import DATASET_NAME, LONGEST_DATASET_NAME, DatasetDependents, DatasetInfo, DatasetList, DatasetRecord
from backend.schemas.dataset_view import MOST_SAMPLES, DatasetStatistics, Part, Samples, SamplesRequest, StatisticsRequest
from backend.schemas.tasks import DATA
from backend.settings import Settings
from backend.store.datasets import delete_dataset, dependents_of

router = APIRouter(prefix="/datasets", tags=["data sets"])

ROOM_FOR_FORM = 2**20
"""Bytes of an upload beside its file."""
PATIENCE_S = 30
"""Seconds to wait for a worker that first has to read a large data set."""


@router.get("", summary="Which data sets are here")
def list_datasets(settings: SettingsDep) -> DatasetList:
    """Those of the program, then users' own, the oldest first."""
    items = status(settings.data_path)
    return DatasetList(items=items, total=len(items))


@router.post(
    "",
    status_code=201,
    summary="Add a data set of your own",
    max_body_size=MOST_FILE_BYTES + ROOM_FOR_FORM,
    responses=responses(409, 413, 422),
)
async def add_dataset(
    request: Request,
    response: Response,
    store: StoreDep,
    settings: SettingsDep,
    file: Annotated[
        UploadFile,
        File(
            description="An .npz with x_test and y_test, and to train on x_train and y_train; classes may name the classes. "
            "Images are (n, height, width) or (n, height, width, channels) or (n, values), sequences (n, time steps, features)."
        ),
    ],
    name: Annotated[str, Form(pattern=DATASET_NAME, max_length=LONGEST_DATASET_NAME, description="Its id.")],
    title: Annotated[str, Form(max_length=80, description="Its name for people; by default the id.")] = "",
    kind: Annotated[
        str | None, Form(description=f"{' or '.join(KINDS)}; by default as the file says in its array kind, or else image.")
    ] = None,
    licence: Annotated[str, Form(max_length=80)] = "",
    citation: Annotated[str, Form(max_length=400)] = "",
) -> DatasetInfo:
    """The file is read as data alone, and its size is bounded before anything of it is. `notes` say what was done to read it."""
    asked = Asked(name, title, kind or None, licence, citation)
    info = await run_in_threadpool(accept, file.file, asked, store=store, settings=settings)
    response.headers["Location"] = str(request.url_for("get_dataset", name=name).path)
    return info


@router.get("/{name}", summary="One data set", responses=responses(404))
def get_dataset(name: str, settings: SettingsDep) -> DatasetInfo:
    found = next((one for one in status(settings.data_path) if one.name == name), None)
    if found is None:
        raise ApiError(404, str(UnknownDataset(name)))
    return found


@router.get("/{name}/dependents", summary="What depends on a data set of your own", responses=responses(404))
def get_dependents(name: str, store: StoreDep) -> DatasetDependents:
    _require_known(name)
    with store.read() as session:
        return dependents_of(session, name)


@router.get(
    "/{name}/file.npz",
    summary="A data set of your own as a file",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {}}}, **responses(404)},
)
def download_dataset(name: str, store: StoreDep) -> StreamingResponse:
    """Its arrays as they are kept; the same data set comes of them where they are added with the same kind."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.npz"'}
    return StreamingResponse(download(name, store), media_type="application/octet-stream", headers=headers)


@router.delete("/{name}", status_code=204, summary="Remove a data set of your own", responses=responses(404, 409, 422))
def remove_dataset(
    name: str,
    store: StoreDep,
    force: Annotated[bool, Query(description="Also if networks or runs depend on it: networks go with it, runs stay.")] = False,
) -> None:
    """Without `force`, what depends on it is named, and nothing is removed. Runs keep their results."""
    if _require_known(name).sha256 is None:
        raise ApiError(409, f"the data set {name} belongs to the program and stays")
    with store.write() as session:
        delete_dataset(session, name, force=force)


@router.get("/{name}/samples", summary="Some of its images or sequences", responses=responses(404, 422, 503))
async def get_samples(
    name: str,
    settings: SettingsDep,
    queue: QueueDep,
    label: Annotated[int | None, Query(alias="class", ge=0, lt=1000, description="Of this class only.")] = None,
    part: Annotated[Part, Query(description="Test or training images.")] = "test",
    count: Annotated[int, Query(ge=1, le=MOST_SAMPLES, description="At most so many; fewer where they are large.")] = 12,
    start: Annotated[int, Query(ge=0, le=10**9, description="How many to pass over.")] = 0,
    seed: Annotated[int | None, Query(ge=0, le=2**31 - 1, description="Order drawn with this seed.")] = None,
) -> Samples:
    """As numbers from 0 to 1, in their own order or in one that is drawn."""
    asked = SamplesRequest.model_validate(
        {"dataset": name, "part": part, "class": label, "count": count, "start": start, "seed": seed}
    )
    return Samples.model_validate(await _ask("samples", asked, settings, queue))


@router.get("/{name}/statistics", summary="A data set in numbers", responses=responses(404, 422, 503))
async def get_statistics(name: str, settings: SettingsDep, queue: QueueDep) -> DatasetStatistics:
    """Images by class, mean, spread and range of each channel or feature, and a histogram of the values."""
    return DatasetStatistics.model_validate(await _ask("statistics", StatisticsRequest(dataset=name), settings, queue))


async def _ask(question: str, asked: SamplesRequest | StatisticsRequest, settings: Settings, queue: Queue) -> Any:
    await run_in_threadpool(_require_here, asked.dataset, settings)
    payload: dict[str, Any] = {"question": question, "request": _document(asked)}
    return await queue.ask(DATA, payload, timeout=PATIENCE_S)


def _document(asked: BaseModel) -> dict[str, Any]:
    return asked.model_dump(mode="json", by_alias=True)


def _require_known(name: str) -> DatasetRecord:
    """Raise ApiError, 404, unless there is a data set of this name. Return its record."""
    try:
        return record_of(name)
    except UnknownDataset as error:
        raise ApiError(404, str(error)) from None


def _require_here(name: str, settings: Settings) -> None:
    """Raise ApiError, 404, for an unknown data set, and DataSetMissing for one whose files are not here."""
    _require_known(name)
    require(name, settings.data_path)
