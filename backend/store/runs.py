"""Runs: planned, recorded, read, annotated."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.devices import content_of
from backend.devices.measured import is_own
from backend.schemas.canonical import digest, meaning
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
    """A point to compute. `draws_key` names its draws by content (see `draws_key`)."""

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
    """Name of the draws of a network at a setting: equal names have equal numbers, whoever asks.

    `layers` are those with internal noise, where that is not all. Where draws are shown a subset of the images, the
    target decides how large it is and is part of the name; otherwise a tighter target continues the same draws.
    """
    part: dict[str, Any] = {} if layers is None else {"layers": sorted(layers)}
    if sampling is not None and sampling.images_per_draw == "auto" and setting.has_chance:
        part["sampling"] = meaning(sampling)
    device = content_of(setting.internal_noise.device)
    return digest(
        {
            **part,
            **({"device": device} if device else {}),
            "engine": ENGINE_VERSION,
            "weights": weights_sha256,
            "dataset": dataset,
            "setting": meaning(setting),
            "images": images,
            "seed": seed,
        }
    )


def plan(spec: Spec, *, weights: dict[str, str], images: dict[str, int]) -> list[PlannedPoint]:
    """The points of a spec, networks interleaved so that each shows its first point early.

    `weights` maps network to the SHA-256 of its weights, `images` to the images it is tested on.
    """
    return [
        PlannedPoint(
            network=network,
            x=place.x,
            y=place.y,
            setting=place.setting,
            draws_key=draws_key(
                weights_sha256=weights[network],
                dataset=network.split("/")[0],
                setting=place.setting,
                images=images[network],
                seed=spec.seed,
                sampling=spec.sampling,
            ),
        )
        for place in spec.grid()
        for network in spec.networks
    ]


def answer_key(spec: Spec, weights: dict[str, str]) -> str:
    """Two runs of the same key have the same answer, bit for bit."""
    device = content_of(spec.internal_noise.device)
    part = {"device": device} if device else {}
    return digest({"spec": spec.spec_hash, "weights": weights, "engine": ENGINE_VERSION, **part})


def create(session: Session, *, spec: Spec, weights: dict[str, str], points: list[PlannedPoint]) -> str:
    """Record a run as queued. Returns its id."""
    run_id = jobs.create(
        session,
        RunRow,
        spec=spec.model_dump(mode="json"),
        spec_hash=spec.spec_hash,
        answer_key=answer_key(spec, weights),
        engine_version=ENGINE_VERSION,
        clean={},
        energy={},
    )
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
    """The newest run with this answer key that has an answer or is under way."""
    return jobs.find_answer(session, RunRow, key)


def get(session: Session, run_id: str) -> Run:
    """A run with its points so far. Raises JobNotFound."""
    return view(session, jobs.row_of(session, RunRow, run_id))


def view(session: Session, row: RunRow) -> Run:
    """A stored run as the contract has it."""
    named = row.spec["internal_noise"]["device"]
    device = find_device(session, named) if is_own(named) else None
    return to_schema.run(row, _points(session, row.id), device)


def update_since(session: Session, run_id: str, sequence: int) -> RunUpdate:
    """The run's state, and the points that changed after an event. Raises JobNotFound."""
    row = jobs.row_of(session, RunRow, run_id)
    return to_schema.update(row, _points(session, run_id), sequence)


def annotate(session: Session, run_id: str, *, note: str | None, annotations: list[Annotation] | None) -> None:
    """Write what people say of a run; None leaves as it is. Raises JobNotFound."""
    row = jobs.row_of(session, RunRow, run_id, lock=True)
    if note is not None:
        row.note = note
    if annotations is not None:
        row.annotations = [annotation.model_dump(mode="json") for annotation in annotations]


def draws(session: Session, run_id: str) -> RunDraws:
    """The single draws behind the points of a run, as far as they are kept. Raises JobNotFound."""
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
    """Have the points of a run that was queued again computed, as far as they are not done. Returns their keys."""
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
    """How many runs there are in each state."""
    rows: Any = session.execute(select(RunRow.state, func.count()).group_by(RunRow.state)).all()
    return dict(rows)


def _points(session: Session, run_id: str) -> list[PointRow]:
    return list(session.scalars(select(PointRow).where(PointRow.run_id == run_id).order_by(PointRow.position)))
