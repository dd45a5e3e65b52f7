"""Finds what was lost - a worker killed in mid-point, a message that never arrived - and sends it again."""

from __future__ import annotations

import logging

from backend.queue import Queue
from backend.schemas.tasks import TRAININGS
from backend.store import designs, jobs, leases, trainings
from backend.store.rows import DesignRow, TrainingRow
from backend.store.session import Store
from worker.process.lease_owner import is_dead

log = logging.getLogger(__name__)

QUIET_S = 3.0
"""A waiting point is thought forgotten when the queue is empty and nobody touched it for so long."""


def reap_trainings(store: Store, queue: Queue, *, now: float) -> int:
    """End the trainings whose process is gone; send again what waits without a message. Returns how many wait or run."""
    with store.read() as session:
        unfinished = jobs.unfinished_count(session, TrainingRow)
        if not unfinished:
            return 0
        dead = [owner for owner in jobs.owners(session, TrainingRow) if is_dead(owner)]
    with store.write() as session:
        lost = trainings.fail_lost(session, now=now, dead_owners=dead)
        idle = jobs.forgotten(session, TrainingRow, untouched_since=now - QUIET_S) if queue.waiting(TRAININGS) == 0 else []
    for training_id in lost:
        log.warning("training %s lost its process", training_id)
        queue.publish(training_id)
    queue.send_trainings(idle)
    return unfinished - len(lost)


def reap_designs(store: Store, queue: Queue, *, now: float) -> int:
    """Send again the designs that a killed process was working on, or whose message was lost. Returns how many."""
    with store.read() as session:
        if not jobs.unfinished_count(session, DesignRow):
            return 0
        dead = [owner for owner in jobs.owners(session, DesignRow) if is_dead(owner)]
    with store.write() as session:
        again = designs.free_lost(session, now=now, dead_owners=dead)
        if queue.waiting() == 0:
            idle = jobs.forgotten(session, DesignRow, untouched_since=now - QUIET_S)
            again += [one for one in idle if one not in again]
    if again:
        log.warning("sending %d lost designs again", len(again))
        queue.send_designs(again)
    return len(again)


def reap(store: Store, queue: Queue, *, now: float) -> int:
    """Send lost points again. Returns how many."""
    with store.read() as session:
        dead = [owner for owner in leases.owners(session) if is_dead(owner)]
    with store.write() as session:
        lost = leases.release_lost(session, now=now, dead_owners=dead)
        if queue.waiting() == 0:
            idle = leases.forgotten(session, untouched_since=now - QUIET_S)
            leases.touch(session, idle, now=now)
            lost += [point for point in idle if point not in lost]
    if lost:
        log.warning("sending %d lost points again", len(lost))
        queue.send_points(lost)
    return len(lost)
