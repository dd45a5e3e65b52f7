"""The only converter from rows to the models of the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from backend.schemas.device import DevicePreset
from backend.schemas.energy import EnergyEstimate
from backend.schemas.run import INTERVAL_KIND, Point, Run, RunUpdate
from backend.schemas.spec import recorded_spec
from backend.store.rows import AnsweredJobColumns, JobColumns, PointRow, RunRow


def facts_of(row: JobColumns) -> dict[str, Any]:
    """Return what is said of jobs of all kinds, and of one with an answer the engine it is from."""
    facts = {
        "id": row.id,
        "state": row.state,
        "created_at": iso(row.created_at) or "",
        "finished_at": iso(row.finished_at),
        "error": row.error,
        "sequence": row.sequence,
    }
    return {**facts, "engine_version": row.engine_version} if isinstance(row, AnsweredJobColumns) else facts


def run(row: RunRow, points: Sequence[PointRow], device: DevicePreset | None = None) -> Run:
    """Return a run with its points; `device` is the user's own device that the spec names, if any."""
    facts = {**facts_of(row), "error": error(row, points)}
    return Run(
        **facts,
        spec=recorded_spec(row.spec),
        spec_hash=row.spec_hash,
        interval=INTERVAL_KIND,
        points=[point(item) for item in points if item.summary],
        clean=row.clean,
        energy={network: EnergyEstimate.model_validate(estimate) for network, estimate in row.energy.items()},
        note=row.note,
        annotations=row.annotations,
        device=device,
        progress=progress(points),
        draws_done=draws_done(points),
        eta_s=eta_s(row, points),
    )


def update(row: RunRow, points: Sequence[PointRow], since: int) -> RunUpdate:
    """Return the state of a run and the points that changed after the sequence number `since`."""
    return RunUpdate(
        sequence=row.sequence,
        state=row.state,
        progress=progress(points),
        draws_done=draws_done(points),
        eta_s=eta_s(row, points),
        clean=row.clean,
        points=[point(item) for item in points if item.summary and item.sequence > since],
        error=error(row, points),
    )


def headline(best: Point) -> str:
    """Return a run's main result in words, such as "at 0.1: digits/rnn-t8 93.1 ± 0.4 %"."""
    half = (best.ci_high - best.ci_low) / 2
    return f"at {best.x:g}: {best.network} {100 * best.accuracy:.1f} ± {100 * half:.1f} %"


def point(row: PointRow) -> Point:
    """Return a point that has a result in the form of the API."""
    return Point(network=row.network, x=row.x, y=row.y, **(row.summary or {}))


def progress(points: Sequence[PointRow]) -> float:
    """Return the share of points that have ended, from 0 to 1."""
    return sum(item.state in ("done", "failed") for item in points) / len(points) if points else 1.0


def draws_done(points: Sequence[PointRow]) -> int:
    """Return the number of draws of all points."""
    return sum(item.summary["draws"] for item in points if item.summary)


def eta_s(row: RunRow, points: Sequence[PointRow]) -> float | None:
    """Return the estimated seconds left, from the pace so far and the draws that points are expected to need.

    None if the run is not running or has no draw yet.
    """
    if row.state != "running" or row.started_at is None:
        return None
    done = draws_done(points)
    if not done:
        return None
    typical = sum(item.draws_expected for item in points) / max(1, sum(bool(item.draws_expected) for item in points))
    draws_left = sum(
        max(0.0, (item.draws_expected or typical) - (item.summary["draws"] if item.summary else 0))
        for item in points
        if item.state in ("waiting", "running")
    )
    elapsed = (datetime.now(UTC) - aware(row.started_at)).total_seconds()
    return round(elapsed * draws_left / done, 1)


def error(row: RunRow, points: Sequence[PointRow]) -> str | None:
    """Return the error of the run, or else the first error of its points; None if nothing failed."""
    return row.error or next((item.error for item in points if item.error), None)


def aware(moment: datetime) -> datetime:
    """Return a time with its zone: SQLite drops it, and all stored times are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def iso(moment: datetime | None) -> str | None:
    """Return a time in ISO 8601 with its zone, or None for none."""
    return aware(moment).isoformat() if moment else None


def seconds_left(row: JobColumns, done: int, total: int) -> float | None:
    """Return the estimated seconds that a running job still needs, at its pace so far; None before there is a pace."""
    if row.state != "running" or row.started_at is None or not done:
        return None
    elapsed = (datetime.now(UTC) - aware(row.started_at)).total_seconds()
    return round(elapsed * (total - done) / done, 1)
