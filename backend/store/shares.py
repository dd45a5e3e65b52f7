"""Shares: frozen runs."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from backend.schemas.run import FINISHED, Run
from backend.schemas.share import Share
from backend.store import runs
from backend.store.rows import ShareRow
from backend.store.views import iso

ID_BYTES = 16


class ShareNotFound(LookupError):
    """There is no share of that id, or it was revoked."""

    def __init__(self, share_id: str) -> None:
        super().__init__(f"there is no share {share_id!r}; it may have been revoked")


class NotYet(RuntimeError):
    """The run has no end yet, so there is nothing to freeze."""


def create(session: Session, run_id: str, *, title: str, note: str) -> str:
    """Freeze a run. Returns the share's id. Raises RunNotFound, and NotYet while the run goes on."""
    run = runs.get(session, run_id)
    if run.state not in FINISHED:
        raise NotYet(f"run {run_id} is {run.state}; it can be shared once it has ended")
    share_id = secrets.token_hex(ID_BYTES)
    session.add(ShareRow(id=share_id, title=title, note=note, created_at=datetime.now(UTC), run=run.model_dump(mode="json")))
    return share_id


def get(session: Session, share_id: str) -> Share:
    """Raises ShareNotFound."""
    row = _row(session, share_id)
    return Share(id=row.id, title=row.title, note=row.note, created_at=iso(row.created_at) or "", run=Run.model_validate(row.run))


def revoke(session: Session, share_id: str) -> None:
    """Raises ShareNotFound."""
    session.delete(_row(session, share_id))


def _row(session: Session, share_id: str) -> ShareRow:
    row = session.get(ShareRow, share_id)
    if row is None:
        raise ShareNotFound(share_id)
    return row
