"""Runs: planned, recorded, read and annotated."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.devices.named import contents_of, own_device_of
from backend.schemas.canonical import digest, meaning
from backend.schemas.network import dataset_of
from backend.schemas.run import Annotation, PointDraws, Run, RunDraws, RunUpdate
from backend.schemas.setting import Setting
from backend.schemas.spec import Sampling, Spec
from backend.schemas.version import ENGINE_VERSION
from backend.store import jobs, to_schema
from backend.store.devices import find_device
from backend.store.leases import Key
from backend.store.rows import DrawsRow, PointRow, RunRow


@dataclass(frozen=True)
class PlannedPoint:
    """A point that is to be computed: a network at values x and y of the sweep, with the setting there.

    `draws_key` names its draws by their content; see the function of that name.
    """

    network: str
    x: float
    y: float | None
    setting: Setting
    draws_key: str


def draws_key(
    *,
    weights_sha256: str,
    dataset: str,
    setting: Setting,
    images: int,
    seed: int,
    layers: frozenset[int] | None = None,
    sampling: Sampling | None = None,
) -> str:
    """Return the name of the draws of a network at a setting: equal names have equal numbers, in whichever run.

    `layers` are those with internal noise (None: all). If draws are shown a subset of the images, its size follows from the
    target of `sampling`, which is then part of the name; otherwise a narrower target continues the same draws.
    """
    optional: dict[str, Any] = {} if layers is None else {"layers": sorted(layers)}
    if sampling is not None and sampling.images_per_draw == "auto" and setting.has_chance:
        optional["sampling"] = meaning(sampling)
    return digest(
        {
            **optional,
            **contents_of(setting),
            "engine": ENGINE_VERSION,
            "weights": weights_sha256,
            "dataset": dataset,
            "setting": meaning(setting),
            "images": images,
            "seed": seed,
        }
    )


def plan(spec: Spec, *, weights: dict[str, str], images: dict[str, int]) -> list[PlannedPoint]:
    """Return the points of a spec, networks interleaved so that each has its first result early.

    `weights` maps networks to the SHA-256 of their weights, `images` to the number of images that they are tested on.
    """
    return [
        PlannedPoint(
            network=network,
            x=grid_point.x,
            y=grid_point.y,
            setting=grid_point.setting,
            draws_key=draws_key(
                weights_sha256=weights[network],
                dataset=dataset_of(network),
                setting=grid_point.setting,
                images=images[network],
                seed=spec.seed,
                sampling=spec.sampling,
            ),
        )
        for grid_point in spec.grid()
        for network in spec.networks
    ]


def answer_key(spec: Spec, weights: dict[str, str]) -> str:
    """Return the digest of a spec, its networks' weights and the engine version: equal keys have equal answers, bit for bit.

    `weights` maps networks to the SHA-256 of their weights.
    """
    return digest({"spec": spec.spec_hash, "weights": weights, "engine": ENGINE_VERSION, **contents_of(spec)})


def create(session: Session, *, spec: Spec, weights: dict[str, str], points: list[PlannedPoint]) -> str:
    """Record a run and its points as queued, and return its id."""
    key = answer_key(spec, weights)
    run_id = jobs.create_answered(session, RunRow, spec, key, spec_hash=spec.spec_hash, clean={}, energy={})
    session.flush()
    now = time.time()
    session.add_all(
        PointRow(
            run_id=run_id,
            position=position,
            network=point.network,
            x=point.x,
            y=point.y,
            setting=point.setting.model_dump(mode="json"),
            draws_key=point.draws_key,
            touched_at=now,
        )
        for position, point in enumerate(points)
    )
    return run_id


def find_answer(session: Session, key: str) -> str | None:
    """Return the id of the newest run with this answer key that has an answer or is under way, or None."""
    return jobs.find_answer(session, RunRow, key)


def get(session: Session, run_id: str) -> Run:
    """Return a run with its points so far. Raises JobNotFound."""
    return view(session, jobs.row_of(session, RunRow, run_id))


def view(session: Session, row: RunRow) -> Run:
    """Return a stored run in the form of the API."""
    device_id = own_device_of(Setting.model_validate({part: row.spec[part] for part in Setting.model_fields if part in row.spec}))
    device = find_device(session, device_id) if device_id else None
    return to_schema.run(row, _points(session, row.id), device)


def update_since(session: Session, run_id: str, sequence: int) -> RunUpdate:
    """Return the state of a run and the points that changed after this sequence number. Raises JobNotFound."""
    row = jobs.row_of(session, RunRow, run_id)
    return to_schema.update(row, _points(session, run_id), sequence)


def annotate(session: Session, run_id: str, *, note: str | None, annotations: list[Annotation] | None) -> None:
    """Replace the note and the annotations of a run; None leaves them as they are. Raises JobNotFound."""
    row = jobs.row_of(session, RunRow, run_id, lock=True)
    if note is not None:
        row.note = note
    if annotations is not None:
        row.annotations = [annotation.model_dump(mode="json") for annotation in annotations]


def draws(session: Session, run_id: str) -> RunDraws:
    """Return the known draws of each point of a run: images classified correctly, chip by chip. Raises JobNotFound."""
    jobs.row_of(session, RunRow, run_id)
    query = (
        select(PointRow.network, PointRow.x, PointRow.y, PointRow.summary, DrawsRow.images, DrawsRow.correct)
        .join(DrawsRow, DrawsRow.key == PointRow.draws_key)
        .where(PointRow.run_id == run_id, PointRow.summary.is_not(None))
        .order_by(PointRow.position)
    )
    return RunDraws(
        items=[
            PointDraws(network=network, x=x, y=y, images=images, correct=correct[: (summary or {}).get("draws", 0)])
            for network, x, y, summary, images, correct in session.execute(query)
        ]
    )


def restart(session: Session, row: RunRow) -> list[Key]:
    """Set all points of a run that are not done to waiting, and return their keys; without any, the run ends as done."""
    unfinished = (PointRow.run_id == row.id, PointRow.state != "done")
    session.execute(
        update(PointRow)
        .where(*unfinished)
        .values(
            state=PointRow.WAITING,
            error=None,
            attempts=0,
            lease_owner=None,
            lease_until=None,
            touched_at=time.time(),
            sequence=row.sequence,
        )
    )
    positions = session.scalars(select(PointRow.position).where(*unfinished).order_by(PointRow.position)).all()
    if not positions:
        jobs.end(row, "done")
    return [(row.id, position) for position in positions]


def counts_by_state(session: Session) -> dict[str, int]:
    """Return the number of runs in each state."""
    rows: Any = session.execute(select(RunRow.state, func.count()).group_by(RunRow.state)).all()
    return dict(rows)


def _points(session: Session, run_id: str) -> list[PointRow]:
    return list(session.scalars(select(PointRow).where(PointRow.run_id == run_id).order_by(PointRow.position)))
