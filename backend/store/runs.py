"""Runs as the API knows them: create, read, annotate, cancel, retry, delete."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.devices import content_of
from backend.devices.measured import is_own
from backend.schemas.canonical import digest, meaning
from backend.schemas.run import FINISHED, Annotation, PointDraws, Run, RunDraws, RunState, RunUpdate
from backend.schemas.setting import Setting
from backend.schemas.spec import Sampling, Spec
from backend.schemas.version import ENGINE_VERSION
from backend.store import to_schema
from backend.store.devices import find_device
from backend.store.rows import DrawsRow, PointRow, RunRow


class RunNotFound(LookupError):
    """There is no run of that id."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"there is no run {run_id!r}")


class RunStateError(RuntimeError):
    """The run's state does not allow what was asked."""


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
    run_id = uuid.uuid4().hex
    session.add(
        RunRow(
            id=run_id,
            spec=spec.model_dump(mode="json"),
            spec_hash=spec.spec_hash,
            answer_key=answer_key(spec, weights),
            engine_version=ENGINE_VERSION,
            state="queued",
            created_at=datetime.now(UTC),
            clean={},
            energy={},
        )
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
    """The newest run with this answer key that is finished or under way."""
    return session.scalar(
        select(RunRow.id)
        .where(RunRow.answer_key == key, RunRow.state.in_(("queued", "running", "done", "partial")))
        .order_by(RunRow.created_at.desc())
        .limit(1)
    )


def get(session: Session, run_id: str) -> Run:
    """A run with its points so far. Raises RunNotFound."""
    row = _row(session, run_id)
    named = row.spec["internal_noise"]["device"]
    device = find_device(session, named) if is_own(named) else None
    return to_schema.run(row, _points(session, run_id), device)


def update_since(session: Session, run_id: str, sequence: int) -> RunUpdate:
    """The run's state, and the points that changed after an event. Raises RunNotFound."""
    row = _row(session, run_id)
    return to_schema.update(row, _points(session, run_id), sequence)


def annotate(session: Session, run_id: str, *, note: str | None, annotations: list[Annotation] | None) -> None:
    """Write what people say of a run; None leaves as it is. Raises RunNotFound."""
    row = _row(session, run_id, lock=True)
    if note is not None:
        row.note = note
    if annotations is not None:
        row.annotations = [annotation.model_dump(mode="json") for annotation in annotations]


def draws(session: Session, run_id: str) -> RunDraws:
    """The single draws behind the points of a run, as far as they are kept. Raises RunNotFound."""
    _row(session, run_id)
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


def request_cancel(session: Session, run_id: str) -> None:
    """Stop a run; its points so far stay. Workers notice between two draws."""
    row = _row(session, run_id, lock=True)
    if row.state in FINISHED:
        raise RunStateError(f"run {run_id} is {row.state} already")
    _finish(row, "cancelled")


def retry(session: Session, run_id: str) -> list[int]:
    """Queue what a stopped run has not finished. Returns the positions to send."""
    row = _row(session, run_id, lock=True)
    if row.state not in ("cancelled", "failed", "partial"):
        raise RunStateError(f"run {run_id} is {row.state}; only a cancelled, failed or partial run can be retried")
    row.state, row.error, row.finished_at, row.started_at = "queued", None, None, None
    row.sequence += 1
    open_points = (PointRow.run_id == run_id, PointRow.state != "done")
    session.execute(
        update(PointRow)
        .where(*open_points)
        .values(
            state="waiting",
            error=None,
            attempts=0,
            lease_owner=None,
            lease_until=None,
            touched_at=time.time(),
            sequence=row.sequence,
        )
    )
    positions = session.scalars(select(PointRow.position).where(*open_points).order_by(PointRow.position)).all()
    if not positions:
        _finish(row, "done")
    return list(positions)


def delete(session: Session, run_id: str) -> None:
    """Forget a run. Its draws stay known. Raises RunNotFound."""
    _row(session, run_id, lock=True)
    session.execute(sql_delete(PointRow).where(PointRow.run_id == run_id))
    session.execute(sql_delete(RunRow).where(RunRow.id == run_id))


def unfinished_count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(RunRow).where(RunRow.state.in_(("queued", "running")))) or 0


def counts_by_state(session: Session) -> dict[str, int]:
    rows: Any = session.execute(select(RunRow.state, func.count()).group_by(RunRow.state)).all()
    return dict(rows)


def _finish(row: RunRow, state: RunState) -> None:
    row.state, row.finished_at = state, datetime.now(UTC)
    row.sequence += 1


def _row(session: Session, run_id: str, *, lock: bool = False) -> RunRow:
    row = session.get(RunRow, run_id, with_for_update=lock or None)
    if row is None:
        raise RunNotFound(run_id)
    return row


def _points(session: Session, run_id: str) -> list[PointRow]:
    return list(session.scalars(select(PointRow).where(PointRow.run_id == run_id).order_by(PointRow.position)))
