"""Designs: questions, and their answers as they come in."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.devices import content_of
from backend.schemas.canonical import digest, meaning
from backend.schemas.design import Answer, Design, DesignList, DesignRequest, DesignState
from backend.schemas.version import ENGINE_VERSION
from backend.store import jobs
from backend.store.rows import DesignRow
from backend.store.to_schema import iso


def answer_key(request: DesignRequest, weights: dict[str, str]) -> str:
    """Two designs of the same key have the same answers, bit for bit. `weights` maps network to SHA-256."""
    device = content_of(request.internal_noise.device)
    part = {"device": device} if device else {}
    return digest({"request": meaning(request), "weights": weights, "engine": ENGINE_VERSION, **part})


def find_answer(session: Session, key: str) -> str | None:
    """The newest design with this key that is answered or under way."""
    query = select(DesignRow.id).where(DesignRow.answer_key == key, DesignRow.state.in_(("queued", "running", "done")))
    return session.scalar(query.order_by(DesignRow.created_at.desc()).limit(1))


def create(session: Session, request: DesignRequest, key: str) -> str:
    """Record a design as queued. Returns its id."""
    design_id = uuid.uuid4().hex
    session.add(
        DesignRow(
            id=design_id,
            request=request.model_dump(mode="json"),
            answer_key=key,
            engine_version=ENGINE_VERSION,
            state="queued",
            created_at=datetime.now(UTC),
            answers=[],
            touched_at=time.time(),
        )
    )
    return design_id


def get(session: Session, design_id: str) -> Design:
    """Raises JobNotFound."""
    return _view(jobs.row_of(session, DesignRow, design_id))


def list_designs(session: Session, *, state: DesignState | None = None, limit: int = 50, offset: int = 0) -> DesignList:
    """Newest first."""
    rows, total = jobs.page(session, DesignRow, state=state, limit=limit, offset=offset)
    return DesignList(items=[_view(row) for row in rows], total=total)


def retry(session: Session, design_id: str) -> None:
    """Queue a stopped design again; what it measured is known, so it comes quickly to where it was."""
    row = jobs.queue_again(session, DesignRow, design_id)
    row.answers, row.settings_measured = [], 0


def delete(session: Session, design_id: str) -> None:
    session.delete(jobs.row_of(session, DesignRow, design_id, lock=True))


def claim(session: Session, design_id: str, *, owner: str, now: float, lease_s: float) -> DesignRequest | None:
    """Begin a queued design. None if it is no longer queued."""
    row = jobs.claim(session, DesignRow, design_id, owner=owner, now=now, lease_s=lease_s)
    if row is None:
        return None
    row.answers, row.settings_measured = [], 0
    return DesignRequest.model_validate(row.request)


def count_measured(session: Session, design_id: str, *, owner: str) -> None:
    row = jobs.held(session, DesignRow, design_id, owner=owner)
    if row is not None:
        row.settings_measured += 1
        jobs.changed(row)


def save_answer(session: Session, design_id: str, answer: Answer, *, owner: str, last: bool) -> None:
    """Add one network's answer; the last one ends the design."""
    row = jobs.held(session, DesignRow, design_id, owner=owner)
    if row is None:
        return
    row.answers = [*row.answers, answer.model_dump(mode="json")]
    if last:
        jobs.end(row, "done")
    else:
        jobs.changed(row)


def free_lost(session: Session, *, now: float, dead_owners: list[str]) -> list[str]:
    """Queue again what a killed process was working on: its draws are kept. Returns the ids."""
    rows = jobs.lost(session, DesignRow, now=now, dead_owners=dead_owners)
    for row in rows:
        row.state, row.lease_owner, row.lease_until = "queued", None, None
        jobs.changed(row)
    return [row.id for row in rows]


def _view(row: DesignRow) -> Design:
    document: dict[str, Any] = {
        "id": row.id,
        "request": row.request,
        "state": row.state,
        "created_at": iso(row.created_at) or "",
        "finished_at": iso(row.finished_at),
        "answers": row.answers,
        "settings_measured": row.settings_measured,
        "engine_version": row.engine_version,
        "error": row.error,
        "sequence": row.sequence,
    }
    return Design.model_validate(document)
