"""Finds what was lost - a worker killed in mid-point, a message that never arrived - and sends it again."""

from __future__ import annotations

import logging

from backend.queue import Queue
from backend.store import work
from backend.store.session import Store
from worker.owner import is_dead

log = logging.getLogger(__name__)

QUIET_S = 3.0
"""A waiting point is thought forgotten when the queue is empty and nobody touched it for so long."""


def reap(store: Store, queue: Queue, *, now: float) -> int:
    """Send lost points again. Returns how many."""
    with store.read() as session:
        dead = [owner for owner in work.owners(session) if is_dead(owner)]
    with store.write() as session:
        lost = work.release_lost(session, now=now, dead_owners=dead)
        if queue.waiting() == 0:
            idle = work.forgotten(session, untouched_since=now - QUIET_S)
            work.touch(session, idle, now=now)
            lost += [point for point in idle if point not in lost]
    if lost:
        log.warning("sending %d lost points again", len(lost))
        queue.send_points(lost)
    return len(lost)
