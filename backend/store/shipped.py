"""Results that ship with the program, stored as runs that are done."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.networks import zoo_cards
from backend.schemas.run import Result
from backend.schemas.version import ENGINE_VERSION
from backend.store import runs
from backend.store.rows import PointRow, RunRow


def import_results(session: Session, results: Iterable[Result], *, at: datetime | None = None) -> int:
    """Add results that the store does not contain yet, created `at` (None: now), and return how many were added.

    Results of another engine version, or of weights that have changed since, are left out: the program would compute other
    numbers now.
    """
    cards = zoo_cards()
    added = 0
    for result in results:
        spec = result.spec
        if result.engine_version != ENGINE_VERSION or any(network not in cards for network in spec.networks):
            continue
        weights = {network: cards[network].weights_sha256 for network in spec.networks}
        if runs.find_answer(session, runs.answer_key(spec, weights)) is None:
            _add(session, result, weights, at or datetime.now(UTC))
            added += 1
    return added


def _add(session: Session, result: Result, weights: dict[str, str], at: datetime) -> None:
    images = {point.network: point.images for point in result.points}
    planned = runs.plan(result.spec, weights=weights, images=images)
    run_id = runs.create(session, spec=result.spec, weights=weights, points=planned)
    session.flush()
    rows = session.scalars(select(PointRow).where(PointRow.run_id == run_id).order_by(PointRow.position)).all()
    results = {(point.network, point.x, point.y): point for point in result.points}
    for row, planned_point in zip(rows, planned, strict=True):
        point = results[planned_point.network, planned_point.x, planned_point.y]
        row.state, row.sequence, row.touched_at = "done", 1, time.time()
        row.summary = point.model_dump(mode="json", exclude={"network", "x", "y"})
    run = session.get_one(RunRow, run_id)
    run.state, run.sequence = "done", 1
    run.created_at = run.started_at = run.finished_at = at
    run.clean = dict(result.clean)
    run.energy = {network: estimate.model_dump(mode="json") for network, estimate in result.energy.items()}
