"""Points of runs as a worker uses them: claimed with a lease, saved, given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.schemas.energy import EnergyEstimate
from backend.schemas.job import UNFINISHED
from backend.schemas.setting import Setting
from backend.schemas.spec import Sampling, Spec, recorded_spec
from backend.store import jobs, leases
from backend.store.rows import DrawsRow, PointRow, RunRow


@dataclass(frozen=True)
class LeasedPoint:
    """A point that is leased to this process."""

    run_id: str
    position: int
    """Index of the point in its run."""
    owner: str
    """Name of the process that holds the lease."""
    network: str
    setting: Setting
    sampling: Sampling
    spec: Spec
    draws_key: str
    """Name of the point's draws, which other runs share; see `runs.draws_key`."""
    correct: list[int]
    """Images classified correctly in draw 0, 1, 2, ..., as far as known."""
    subset: dict[str, Any] | None
    """Which subset of the images these draws were shown (`worker.sampling.Subset`); None: all, or not decided yet."""
    clean_known: bool
    """Whether the run already has the clean accuracy and the energy of this network."""


WIRED_LEASES = 8
"""Factor on the lease of points with resistances in the circuit: their chips take seconds to program, without a sign of life."""


def _lease(setting: Setting, lease_s: float) -> float:
    return lease_s * (WIRED_LEASES if any(layer.crossbar.resists for layer in setting.everywhere()) else 1)


def claim(session: Session, *, run_id: str, position: int, owner: str, now: float, lease_s: float) -> LeasedPoint | None:
    """Lease a point to a process for `lease_s` seconds; return it, or None if it is not available or its run has ended."""
    run = session.get(RunRow, run_id, with_for_update=True)
    if run is None or run.state not in UNFINISHED:
        return None
    point = leases.claim(session, PointRow, (run_id, position), owner=owner, now=now, lease_s=lease_s)
    if point is None:
        return None
    if point.attempts > leases.MAX_ATTEMPTS:
        _fail(session, run, point, f"{point.network} at {point.x:g}: {jobs.GIVEN_UP}", now)
        return None
    if run.state == "queued":
        jobs.begin(run)
    spec = recorded_spec(run.spec)
    setting = Setting.model_validate(point.setting)
    point.lease_until = now + _lease(setting, lease_s)
    draws = session.get(DrawsRow, point.draws_key)
    return LeasedPoint(
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
    """Record the clean accuracy (a fraction) and the energy of one inference of one network of a run."""
    run = session.get(RunRow, run_id, with_for_update=True)
    if run is not None:
        run.clean = {**run.clean, network: accuracy}
        run.energy = {**run.energy, network: energy.model_dump(mode="json")}
        run.sequence += 1


def save_draws(session: Session, *, key: str, images: int, correct: list[int], subset: dict[str, Any] | None = None) -> None:
    """Record draws 0, 1, ... of a network at a setting; a shorter list never replaces a longer one.

    `correct` are the images classified correctly in each draw, of `images`, or of the subset in `subset`.
    """
    row = session.get(DrawsRow, key, with_for_update=True)
    if row is None:
        session.add(DrawsRow(key=key, images=images, correct=correct, count=len(correct), subset=subset))
    elif row.count < len(correct):
        row.correct, row.count, row.subset = correct, len(correct), subset


def save(
    session: Session,
    leased: LeasedPoint,
    *,
    summary: dict[str, Any],
    draws_expected: float,
    now: float,
    lease_s: float,
    then: str,
) -> bool:
    """Record a point's summary; `then` is "running" (keep the lease), "waiting" (give it back) or "done".

    Return False if the caller is to stop: it has lost the lease, or the run has ended.
    """
    run, point = _owned(session, leased)
    if run is None or point is None:
        return False
    run.sequence += 1
    point.summary, point.draws_expected = summary, draws_expected
    point.sequence, point.touched_at, point.attempts = run.sequence, now, 0
    stopped = run.state not in UNFINISHED
    if then == "running" and not stopped:
        point.lease_until = now + _lease(leased.setting, lease_s)
    else:
        leases.give_back(point, PointRow.WAITING if then == "running" else then, now=now)
    session.flush()
    if then == "done":
        _finish_if_complete(session, run)
    return not stopped


def fail(session: Session, leased: LeasedPoint, *, reason: str, now: float) -> None:
    """Record that a point has failed for this reason, unless this process has lost its lease."""
    run, point = _owned(session, leased)
    if run is not None and point is not None:
        _fail(session, run, point, reason, now)


def _owned(session: Session, leased: LeasedPoint) -> tuple[RunRow | None, PointRow | None]:
    """Return the run and the point, both locked; None in place of a point whose lease was lost.

    The run is always locked first: otherwise two workers could wait for each other.
    """
    run = session.get(RunRow, leased.run_id, with_for_update=True)
    return run, leases.owned(session, PointRow, (leased.run_id, leased.position), owner=leased.owner)


def _fail(session: Session, run: RunRow, point: PointRow, reason: str, now: float) -> None:
    run.sequence += 1
    leases.give_back(point, "failed", now=now)
    point.error, point.sequence = reason, run.sequence
    session.flush()
    _finish_if_complete(session, run)


def _finish_if_complete(session: Session, run: RunRow) -> None:
    """End a run whose points have all ended: as done, partial (some points failed) or failed (all of them)."""
    states: dict[str, int] = dict(
        session.execute(select(PointRow.state, func.count()).where(PointRow.run_id == run.id).group_by(PointRow.state)).all()
    )
    if run.state not in UNFINISHED or states.get("waiting") or states.get("running"):
        return
    jobs.end(run, "done" if not states.get("failed") else ("partial" if states.get("done") else "failed"))
