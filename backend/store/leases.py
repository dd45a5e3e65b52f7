"""Points as a worker knows them: claim with a lease, save, give back, find what was lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from backend.schemas.energy import EnergyEstimate
from backend.schemas.setting import Setting
from backend.schemas.spec import Sampling, Spec
from backend.store.rows import DrawsRow, PointRow, RunRow

MAX_ATTEMPTS = 5
_OPEN = ("queued", "running")


@dataclass(frozen=True)
class Claim:
    """A point that this worker may work on until the lease ends."""

    run_id: str
    position: int
    owner: str
    network: str
    setting: Setting
    sampling: Sampling
    spec: Spec
    draws_key: str
    correct: list[int]
    subset: dict[str, Any] | None
    """How these draws are shown images, where somebody has found out."""
    clean_known: bool


WIRED_LEASES = 8
"""A chip with wires takes seconds to program, in which its worker gives no sign."""


def _lease(setting: Setting, lease_s: float) -> float:
    return lease_s * (WIRED_LEASES if setting.crossbar.wire_resistance_ohm else 1)


def claim(session: Session, *, run_id: str, position: int, owner: str, now: float, lease_s: float) -> Claim | None:
    """Take a point, if it is open, nobody holds it, and its run goes on."""
    run = session.get(RunRow, run_id, with_for_update=True)
    if run is None or run.state not in _OPEN:
        return None
    taken = session.execute(
        update(PointRow)
        .where(
            PointRow.run_id == run_id,
            PointRow.position == position,
            PointRow.state.in_(("waiting", "running")),
            or_(PointRow.lease_until.is_(None), PointRow.lease_until < now),
        )
        .values(state="running", lease_owner=owner, lease_until=now + lease_s, attempts=PointRow.attempts + 1, touched_at=now)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return None
    point = session.get_one(PointRow, (run_id, position), populate_existing=True)
    if point.attempts > MAX_ATTEMPTS:
        _fail(
            session,
            run,
            point,
            f"{point.network} at {point.x:g}: the worker died {MAX_ATTEMPTS} times; see its log, then retry",
            now,
        )
        return None
    if run.state == "queued":
        run.state, run.started_at = "running", datetime.now(UTC)
        run.sequence += 1
    spec = Spec.model_validate(run.spec)
    setting = Setting.model_validate(point.setting)
    point.lease_until = now + _lease(setting, lease_s)
    draws = session.get(DrawsRow, point.draws_key)
    return Claim(
        run_id=run_id,
        position=position,
        owner=owner,
        network=point.network,
        setting=setting,
        sampling=spec.sampling,
        spec=spec,
        draws_key=point.draws_key,
        correct=list(draws.correct) if draws else [],
        subset=draws.subset if draws else None,
        clean_known=point.network in run.clean and point.network in run.energy,
    )


def save_clean(session: Session, *, run_id: str, network: str, accuracy: float, energy: EnergyEstimate) -> None:
    run = session.get(RunRow, run_id, with_for_update=True)
    if run is not None:
        run.clean = {**run.clean, network: accuracy}
        run.energy = {**run.energy, network: energy.model_dump(mode="json")}
        run.sequence += 1


def save_draws(session: Session, *, key: str, images: int, correct: list[int], subset: dict[str, Any] | None = None) -> None:
    """Keep draws 0, 1, ... of a setting, and how they are shown images; a shorter list never replaces a longer one."""
    row = session.get(DrawsRow, key, with_for_update=True)
    if row is None:
        session.add(DrawsRow(key=key, images=images, correct=correct, count=len(correct), subset=subset))
    elif row.count < len(correct):
        row.correct, row.count, row.subset = correct, len(correct), subset


def save_point(
    session: Session,
    held: Claim,
    *,
    summary: dict[str, Any],
    draws_expected: float,
    now: float,
    lease_s: float,
    then: str,
) -> bool:
    """Record a point's summary; `then` is "running" (go on), "waiting" (give back) or "done".

    Returns False if the point is no longer this worker's, or its run no longer goes on: then stop.
    """
    run = session.get(RunRow, held.run_id, with_for_update=True)
    point = session.get(PointRow, (held.run_id, held.position), with_for_update=True)
    if run is None or point is None or point.lease_owner != held.owner:
        return False
    run.sequence += 1
    point.summary, point.draws_expected = summary, draws_expected
    point.sequence, point.touched_at, point.attempts = run.sequence, now, 0
    stopped = run.state not in _OPEN
    point.state = "waiting" if stopped and then == "running" else then
    keep = then == "running" and not stopped
    point.lease_owner, point.lease_until = (held.owner, now + _lease(held.setting, lease_s)) if keep else (None, None)
    session.flush()
    if then == "done":
        _finish_if_complete(session, run)
    return not stopped


def fail_point(session: Session, held: Claim, *, reason: str, now: float) -> None:
    run = session.get(RunRow, held.run_id, with_for_update=True)
    point = session.get(PointRow, (held.run_id, held.position), with_for_update=True)
    if run is not None and point is not None and point.lease_owner == held.owner:
        _fail(session, run, point, reason, now)


def goes_on(session: Session, run_id: str) -> bool:
    return session.scalar(select(RunRow.state).where(RunRow.id == run_id)) in _OPEN


def owners(session: Session) -> list[str]:
    """Who holds leases."""
    return list(session.scalars(select(PointRow.lease_owner).where(PointRow.lease_owner.is_not(None)).distinct()))


def release_lost(session: Session, *, now: float, dead_owners: Iterable[str] = ()) -> list[tuple[str, int]]:
    """Free the points whose lease ran out or whose worker is known to be dead; returns those to send again."""
    lost = PointRow.lease_owner.is_not(None) & ((PointRow.lease_until < now) | PointRow.lease_owner.in_(list(dead_owners)))
    query = select(PointRow).join(RunRow, RunRow.id == PointRow.run_id).where(lost).with_for_update(of=PointRow, skip_locked=True)
    rows = list(session.scalars(query))
    for row in rows:
        row.lease_owner, row.lease_until, row.touched_at = None, None, now
        if row.state == "running":
            row.state = "waiting"
    session.flush()
    return _still_wanted(session, [(row.run_id, row.position) for row in rows])


def forgotten(session: Session, *, untouched_since: float, limit: int = 500) -> list[tuple[str, int]]:
    """Waiting points that nobody has touched for a while: their message may be lost."""
    rows = session.execute(
        select(PointRow.run_id, PointRow.position)
        .join(RunRow, RunRow.id == PointRow.run_id)
        .where(
            RunRow.state.in_(_OPEN),
            PointRow.state == "waiting",
            PointRow.lease_owner.is_(None),
            PointRow.touched_at < untouched_since,
        )
        .order_by(RunRow.created_at, PointRow.position)
        .limit(limit)
    )
    return [(run_id, position) for run_id, position in rows]


def touch(session: Session, points: list[tuple[str, int]], *, now: float) -> None:
    for run_id, position in points:
        session.execute(update(PointRow).where(PointRow.run_id == run_id, PointRow.position == position).values(touched_at=now))


def _still_wanted(session: Session, points: list[tuple[str, int]]) -> list[tuple[str, int]]:
    open_runs = set(session.scalars(select(RunRow.id).where(RunRow.id.in_({run for run, _ in points}), RunRow.state.in_(_OPEN))))
    return [point for point in points if point[0] in open_runs]


def _fail(session: Session, run: RunRow, point: PointRow, reason: str, now: float) -> None:
    run.sequence += 1
    point.state, point.error, point.lease_owner, point.lease_until = "failed", reason, None, None
    point.sequence, point.touched_at = run.sequence, now
    session.flush()
    _finish_if_complete(session, run)


def _finish_if_complete(session: Session, run: RunRow) -> None:
    """Close a run whose last point is in: done, partial (some failed) or failed (all failed)."""
    states: dict[str, int] = dict(
        session.execute(select(PointRow.state, func.count()).where(PointRow.run_id == run.id).group_by(PointRow.state)).all()
    )
    if run.state not in _OPEN or states.get("waiting") or states.get("running"):
        return
    run.state = "done" if not states.get("failed") else ("partial" if states.get("done") else "failed")
    run.finished_at = datetime.now(UTC)
    run.sequence += 1
