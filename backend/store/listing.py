"""Runs as a list, with their progress and main result, without loading all of their points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, or_, select, tuple_
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from backend.schemas.run import RunList, RunOrder, RunState, RunSummary
from backend.schemas.spec import recorded_spec
from backend.store import to_schema
from backend.store.rows import PointRow, RunRow

ORDERS = {
    "newest": (RunRow.created_at.desc(),),
    "oldest": (RunRow.created_at,),
    "finished": (RunRow.finished_at.is_(None), RunRow.finished_at.desc()),
    "state": (RunRow.state, RunRow.created_at.desc()),
}
"""Sort orders of the list, by their name in the API."""


@dataclass(frozen=True)
class _Account:
    """Numbers of points of one run, and the first of their errors."""

    points: int
    ended: int
    error: str | None


def list_runs(
    session: Session,
    *,
    state: RunState | None = None,
    q: str | None = None,
    order: RunOrder = "newest",
    limit: int = 50,
    offset: int = 0,
) -> RunList:
    """Return a page of the runs in a state (None: all) whose id, spec or note contains the text `q` (None: any).

    It takes four queries, independent of the number of runs and points.
    """
    query = select(RunRow)
    if state:
        query = query.where(RunRow.state == state)
    if q:
        texts = (RunRow.id, sql_cast(RunRow.spec, String), RunRow.note)
        query = query.where(or_(*(text.contains(q, autoescape=True) for text in texts)))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(*ORDERS[order], RunRow.id).limit(limit).offset(offset)).all()
    accounts = _accounts(session, [row.id for row in rows])
    headlines = _headlines(session, rows)
    nothing = _Account(0, 0, None)
    return RunList(items=[_summary(row, accounts.get(row.id, nothing), headlines.get(row.id)) for row in rows], total=total)


def _summary(row: RunRow, account: _Account, headline: str | None) -> RunSummary:
    spec = recorded_spec(row.spec)
    axes = [axis for axis in (spec.sweep.x, spec.sweep.y) if axis is not None]
    return RunSummary(
        id=row.id,
        created_at=to_schema.iso(row.created_at) or "",
        finished_at=to_schema.iso(row.finished_at),
        state=row.state,
        progress=account.ended / account.points if account.points else 1.0,
        networks=list(spec.networks),
        sweep=" x ".join(f"{axis.parameter} {min(axis.values):g} to {max(axis.values):g}" for axis in axes),
        points=account.points,
        headline=headline or "no point yet",
        note=row.note,
        spec_hash=row.spec_hash,
        error=row.error or account.error,
    )


def _accounts(session: Session, run_ids: Sequence[str]) -> dict[str, _Account]:
    """Return the counts of points by run id, for runs that have points."""
    ended = func.sum(case((PointRow.state.in_(("done", "failed")), 1), else_=0))
    query = (
        select(PointRow.run_id, func.count(), ended, func.min(PointRow.error))
        .where(PointRow.run_id.in_(run_ids))
        .group_by(PointRow.run_id)
    )
    return {run_id: _Account(points, done, error) for run_id, points, done, error in session.execute(query)}


def _headlines(session: Session, rows: Sequence[RunRow]) -> dict[str, str]:
    """Return, by run id, the most robust network at the largest swept value that all networks of the run have reached."""
    networks = {row.id: len(row.spec["networks"]) for row in rows}
    furthest: dict[str, float] = {}
    for run_id, x, reached in session.execute(_reached(list(networks))):
        if reached == networks[run_id]:
            furthest[run_id] = max(x, furthest.get(run_id, x))
    furthest_points = tuple_(PointRow.run_id, PointRow.x).in_(list(furthest.items()))
    best: dict[str, PointRow] = {}
    for point in session.scalars(select(PointRow).where(furthest_points, PointRow.summary.is_not(None))) if furthest else ():
        best_so_far = best.get(point.run_id)
        if best_so_far is None or _accuracy(point) > _accuracy(best_so_far):
            best[point.run_id] = point
    return {run_id: to_schema.headline(to_schema.point(row)) for run_id, row in best.items()}


def _reached(run_ids: Sequence[str]) -> Select[str, float, int]:
    """Select, for each run and swept value, the number of networks with a result."""
    return (
        select(PointRow.run_id, PointRow.x, func.count(PointRow.network.distinct()))
        .where(PointRow.run_id.in_(run_ids), PointRow.summary.is_not(None))
        .group_by(PointRow.run_id, PointRow.x)
    )


def _accuracy(row: PointRow) -> float:
    return float((row.summary or {})["accuracy"])
