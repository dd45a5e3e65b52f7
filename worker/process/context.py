"""What a worker process works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.queue import Queue
from backend.settings import Settings
from backend.store.session import Store
from worker.runs.simulators import Laboratory


@dataclass(frozen=True)
class WorkerContext:
    """The connections of a worker process and what it keeps between two tasks.

    `owner` names the process in leases (see `lease_owner`); `clock` gives seconds since the epoch.
    """

    settings: Settings
    store: Store
    queue: Queue
    laboratory: Laboratory
    owner: str
    clock: Callable[[], float]
