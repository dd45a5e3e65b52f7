"""What the supervisor of an installation sees to once a second."""

from __future__ import annotations

import time

from backend.jobs import KINDS
from backend.queue import Queue
from backend.store.session import Store
from worker.process.reaper import reap
from worker.process.sharing import ON_DEMAND
from worker.process.supervise import Supervisor


class Housekeeping:
    """Sends lost work again, and starts workers that are not always there when there is something for them."""

    def __init__(self, supervisor: Supervisor, store: Store, queue: Queue) -> None:
        self._supervisor, self._store, self._queue = supervisor, store, queue
        self._started: set[str] = set()

    def __call__(self) -> None:
        now = time.time()
        for kind in KINDS:
            unfinished = reap(kind, self._store, self._queue, now=now)
            if unfinished:
                self._see_to_workers(kind.task.queue)

    def _see_to_workers(self, queue: str) -> None:
        if queue in ON_DEMAND and queue not in self._started and self._queue.waiting(queue):
            self._supervisor.start(ON_DEMAND[queue]())
            self._started.add(queue)
