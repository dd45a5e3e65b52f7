"""What analyses computed once and may need again: bytes under the digest of all that they depend on."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.store.rows import KeptRow
from backend.store.session import Store

MOST_BYTES = 256 * 2**20
"""So much is kept in all; beyond it, what was not asked for the longest is forgotten."""
HOUR_S = 3600


def find(store: Store, key: str) -> bytes | None:
    """Return what was kept under a key, a digest of at most 64 characters; None if nothing was, or it was forgotten."""
    with store.read() as session:
        row = session.get(KeptRow, key)
        if row is None:
            return None
        content, last_used = row.content, row.last_used
    now = time.time()
    if now - last_used > HOUR_S:  # to the hour, so that not every reader has to write
        with store.write() as session:
            session.execute(update(KeptRow).where(KeptRow.key == key).values(last_used=now))
    return content


def keep(store: Store, key: str, content: bytes) -> None:
    """Keep a content under a key, unless that is taken: equal keys have equal contents."""
    row = KeptRow(key=key, content=content, size=len(content), created_at=datetime.now(UTC), last_used=time.time())
    with suppress(IntegrityError), store.write() as session:  # another process may keep the same at the same moment
        if session.get(KeptRow, key) is None:
            session.add(row)
            session.flush()
            _forget_beyond(session, MOST_BYTES)


def _forget_beyond(session: Session, most: int) -> None:
    """Forget what was not asked for the longest, until at most so many bytes are kept."""
    total = session.scalar(select(func.sum(KeptRow.size))) or 0
    if total <= most:
        return
    for key, size in session.execute(select(KeptRow.key, KeptRow.size).order_by(KeptRow.last_used)).all():
        if total <= most:
            break
        session.execute(delete(KeptRow).where(KeptRow.key == key))
        total -= size
