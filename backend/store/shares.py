"""Shares: answers of jobs, frozen as they were when they were shared."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from backend.schemas.job import UNFINISHED
from backend.schemas.share import Share, Shared, SharedKind
from backend.store.rows import ShareRow
from backend.store.to_schema import iso

ID_BYTES = 16
"""Random bytes in an id and in a key that revokes a share."""

CONTENT: Mapping[SharedKind, tuple[str, str]] = {
    "run": ("points", "point"),
    "dynamics": ("networks", "network"),
    "design": ("answers", "answer"),
}
"""The list that there must be something in, and what it is a list of."""


class ShareNotFound(LookupError):
    """No share has this id; it may have been revoked."""

    def __init__(self, share_id: str) -> None:
        super().__init__(f"there is no share {share_id!r}; it may have been revoked")


class NotYet(RuntimeError):
    """The job has not ended or has found nothing, so that there is nothing to share."""


class WrongKey(PermissionError):
    """The key does not revoke this share."""


def create(session: Session, kind: SharedKind, answer: Shared, *, title: str, note: str) -> tuple[str, str]:
    """Freeze the answer of a job as it is. Return the share's id, and the key that revokes it.

    Raises NotYet if the job has not ended, or has nothing to show.
    """
    if answer.state in UNFINISHED:
        raise NotYet(f"{kind} {answer.id} is {answer.state}; it can be shared once it has ended")
    field, noun = CONTENT[kind]
    if not getattr(answer, field):
        raise NotYet(f"{kind} {answer.id} has no {noun}; there is nothing to share")
    share_id, key = secrets.token_hex(ID_BYTES), secrets.token_hex(ID_BYTES)
    session.add(
        ShareRow(
            id=share_id,
            title=title,
            note=note,
            created_at=datetime.now(UTC),
            kind=kind,
            run=answer.model_dump(mode="json"),
            revoke_sha256=_digest(key),
        )
    )
    return share_id, key


def get(session: Session, share_id: str) -> Share:
    """Return a share with what was frozen. Raises ShareNotFound."""
    row = _row(session, share_id)
    document = {
        "id": row.id,
        "title": row.title,
        "note": row.note,
        "created_at": iso(row.created_at) or "",
        row.kind: row.run,
    }
    return Share.model_validate_json(json.dumps(document))


def revoke(session: Session, share_id: str, key: str) -> None:
    """Delete a share. Raises ShareNotFound, and WrongKey unless the key is the one returned by `create`."""
    row = _row(session, share_id)
    if not secrets.compare_digest(_digest(key), row.revoke_sha256):
        raise WrongKey("only who shared can revoke: send the key that came with the share as X-Revoke-Key")
    session.delete(row)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _row(session: Session, share_id: str) -> ShareRow:
    row = session.get(ShareRow, share_id)
    if row is None:
        raise ShareNotFound(share_id)
    return row
