"""What the tasks of a worker process share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.networks import NetworkNotFound
from backend.queue import Queue
from backend.settings import Settings
from backend.store.networks import find_network
from backend.store.session import Store
from worker.simulators import NetworkOnImages, Simulators


@dataclass(frozen=True)
class WorkerContext:
    """The connections of a worker process, and the simulators that it keeps between two tasks.

    `owner` is the name of the process in leases (see `lease_owner`); `clock` returns seconds since the epoch.
    """

    settings: Settings
    store: Store
    queue: Queue
    simulators: Simulators
    owner: str
    clock: Callable[[], float]

    def tested(self, network: str, images: int) -> NetworkOnImages:
        """Return a network of this installation on its first test images. Raises NetworkNotFound and DataSetMissing."""
        with self.store.read() as session:
            found = find_network(session, network)
        if found is None:
            raise NetworkNotFound(network)
        card, weights = found
        return self.simulators.get(card, images, weights=weights)
