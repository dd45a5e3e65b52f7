"""Finds what was lost - a worker killed in the middle, a message that never arrived - and sends it again."""

from __future__ import annotations

import logging
from typing import Any

from backend.jobs import JobKind
from backend.queue import Queue
from backend.store import jobs, leases
from backend.store.session import Store
from worker.process.lease_owner import is_dead

log = logging.getLogger(__name__)

QUIET_S = 3.0
"""What waits is thought forgotten when the queue is empty and nobody touched it for so long."""


def reap(kind: JobKind[Any, Any, Any, Any], store: Store, queue: Queue, *, now: float) -> int:
    """See to the jobs of one kind, or their parts: free those whose process is gone, send again what waits in vain.

    Returns how many jobs wait or run.
    """
    with store.read() as session:
        unfinished = jobs.unfinished_count(session, kind.row)
        owners = leases.owners(session, kind.leased)
    if not unfinished and not owners:
        return 0
    dead = [owner for owner in owners if is_dead(owner)]
    with store.write() as session:
        again, failed = jobs.free_lost(session, kind.leased, now=now, dead_owners=dead)
        if queue.waiting(kind.task.queue) == 0:
            idle = leases.forgotten(session, kind.leased, untouched_since=now - QUIET_S)
            leases.touch(session, kind.leased, idle, now=now)
            again += [key for key in idle if key not in again]
    for key in failed:
        log.warning("%s %s lost its process", kind.noun, key[0])
        queue.publish(key[0])
    if again:
        log.warning("sending %d lost %s again", len(again), "points" if kind.parts else kind.plural)
        queue.send(kind.task, again)
    return unfinished - len(failed)
