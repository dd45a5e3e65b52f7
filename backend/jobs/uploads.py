"""Uploads as jobs: a file is read and kept at once, and its network is listed once its clean accuracy is measured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.datasets import DataSetMissing, record_of, require
from backend.jobs.checks import Unfit
from backend.jobs.kind import Checked, Doc, JobKind, Record, Words, as_one
from backend.networks.inputs import completed
from backend.networks.own import NotAccepted, from_file
from backend.schemas.dataset import DatasetRecord
from backend.schemas.input_values import conversion
from backend.schemas.network import Measured, NetworkCard
from backend.schemas.tasks import UPLOADS as UPLOADS_QUEUE
from backend.schemas.tasks import Task
from backend.schemas.upload import UPLOAD_JOBS, Upload, UploadRequest
from backend.settings import Settings
from backend.store import jobs
from backend.store.leases import Key
from backend.store.networks import require_free, save_network
from backend.store.rows import UploadRow
from backend.store.to_schema import facts_of, seconds_left

KEPT = timedelta(days=1)
"""How long the file of an upload that was cancelled or failed is kept, so that it can be tried again."""


class Unmeasured(NamedTuple):
    """A network whose clean accuracy is to be measured."""

    card: NetworkCard
    weights: bytes


def claim(session: Session, upload_id: str, *, owner: str, now: float, lease_s: float) -> Unmeasured | None:
    """Begin a queued upload. None if it is not to be had."""
    row = jobs.claim(session, UploadRow, upload_id, owner=owner, now=now, lease_s=lease_s)
    return None if row is None or row.weights is None else Unmeasured(NetworkCard.model_validate(row.card), row.weights)


def save_progress(session: Session, upload_id: str, *, owner: str, images_done: int, images: int) -> None:
    """Record how many images were classified so far, of so many."""
    row = jobs.progress(session, UploadRow, upload_id, owner=owner)
    if row is not None:
        row.images_done, row.images = images_done, images


def complete(session: Session, upload_id: str, *, owner: str, measured: Measured) -> None:
    """End an upload: its network is listed from now on. Does nothing if it is not this owner's any more."""
    row = jobs.progress(session, UploadRow, upload_id, owner=owner)
    if row is None or row.weights is None:
        return
    card = NetworkCard.model_validate(row.card)
    save_network(session, *completed(card, row.weights, measured, record_of(card.dataset)))
    row.weights, row.clean_accuracy = None, measured.accuracy
    jobs.end(row, "done")


def data_set_of(request: UploadRequest, settings: Settings) -> DatasetRecord:
    """Return the data set that an upload is for. Raises Unfit if it is not here, or the inputs cannot be those of its images."""
    try:
        require(request.dataset, settings.data_path)
    except DataSetMissing as error:
        raise Unfit(f"dataset: {error}", field="dataset") from None
    data = record_of(request.dataset)
    try:
        conversion(request.inputs, data.channels)
    except ValueError as error:
        raise Unfit(f"input {error}", field="input") from None
    return data


def network_of(request: UploadRequest, data: DatasetRecord) -> tuple[NetworkCard, bytes]:
    """Return the card, not yet measured, and the weights of an upload for a data set. Raises NotAccepted."""
    return from_file(
        request.content,
        data=data,
        name=request.name,
        inputs=request.inputs,
        channels=request.channels,
        weights=request.weights,
    )


def _read_file(request: UploadRequest, settings: Settings) -> Unmeasured:
    data = data_set_of(request, settings)
    try:
        return Unmeasured(*network_of(request, data))
    except NotAccepted as error:
        raise Unfit(f"file: {error}", field="file") from None


def _check(request: UploadRequest, _session: Session, settings: Settings) -> Checked:
    def plan() -> Record:
        card, weights = _read_file(request, settings)

        def create(session: Session) -> str:
            require_free(session, card.id)
            _forget_old(session)
            return jobs.create(session, UploadRow, network=card.id, card=card.model_dump(mode="json"), weights=weights)

        return as_one(create)

    return Checked(plan)


def _forget_old(session: Session) -> None:
    """Delete uploads of which nothing came and that nobody tried again: they hold their files."""
    before = datetime.now(UTC) - KEPT
    session.execute(delete(UploadRow).where(UploadRow.state.in_(jobs.STOPPED), UploadRow.finished_at < before))


def _restart(session: Session, row: UploadRow) -> list[Key]:
    """From its first image. Raises IdTaken if another network has its name by now."""
    require_free(session, row.network, but=row.id)
    row.images_done = 0
    return [(row.id,)]


def _view(_session: Session, row: UploadRow) -> Upload:
    return Upload(
        **facts_of(row),
        network=row.network,
        images=row.images,
        images_done=row.images_done,
        progress=1.0 if row.state == "done" else row.images_done / max(row.images, 1),
        eta_s=seconds_left(row, row.images_done, row.images),
        clean_accuracy=row.clean_accuracy,
    )


UPLOADS = JobKind(
    contract=UPLOAD_JOBS,
    row=UploadRow,
    task=Task("mhoscope.upload", UPLOADS_QUEUE),
    words=Words(
        submit_name="upload_network",
        submit=Doc(
            "Upload a network",
            "The file is read and checked at once; the clean accuracy is then measured on the full test set. Without `wait`, or "
            "if that takes more than a minute, the answer is 202: follow it at `Location`.",
        ),
        list=Doc("List uploads, newest first"),
        get=Doc("One upload and how far it is measured"),
        delete=Doc("Forget an upload", "One that is being measured is stopped first. The network of a finished one stays."),
        cancel=Doc("Stop an upload; no network comes of it"),
        retry=Doc("Measure it again", "For an upload that was cancelled or failed within the last day."),
        events="Events `update`, each a whole Upload; then `end`.",
        waiting="uploads",
    ),
    most_unfinished=lambda _settings: 20,
    retry_after_s=30,
    submit_route=False,
    check=_check,
    view=_view,
    restart=_restart,
)
