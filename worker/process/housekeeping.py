"""What the supervisor of an installation sees to once a second."""

from __future__ import annotations

import time

from backend.queue import Queue
from backend.store.session import Store
from worker.process.reaper import reap, reap_designs, reap_trainings
from worker.process.sharing import trainer
from worker.process.supervise import Supervisor


class Housekeeping:
    """Sends lost work again, and starts the trainer when there is something to train: most never train."""

    def __init__(self, supervisor: Supervisor, store: Store, queue: Queue) -> None:
        self._supervisor, self._store, self._queue = supervisor, store, queue
        self._has_trainer = False

    def __call__(self) -> None:
        now = time.time()
        reap(self._store, self._queue, now=now)
        reap_designs(self._store, self._queue, now=now)
        if reap_trainings(self._store, self._queue, now=now) and not self._has_trainer:
            self._supervisor.start(trainer())
            self._has_trainer = True
