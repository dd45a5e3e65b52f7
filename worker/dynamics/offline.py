"""Dynamics without queue and store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from backend.schemas.dynamics import DynamicsOfNetwork, DynamicsRequest, DynamicsResult
from backend.schemas.job import JobState
from backend.schemas.network import NetworkCard
from backend.schemas.version import ENGINE_VERSION
from worker.analysis.dynamics.answer import answer
from worker.simulators import NetworkOnImages, Simulators


def compute(
    request: DynamicsRequest,
    cards: Mapping[str, NetworkCard],
    weights: Mapping[str, bytes],
    *,
    data_path: Path,
    on_progress: Callable[[float], None] = lambda progress: None,
) -> DynamicsResult:
    """Return the dynamics that are asked for. Ctrl-C ends it early: the state is then "cancelled", the parts so far are there.

    `weights` holds the packed arrays of networks that do not ship with the program. `on_progress` is called with the progress
    from 0 to 1. Raises DeviceError and DataSetMissing.
    """
    simulators = Simulators(data_path=data_path)

    def tested(network: str) -> NetworkOnImages:
        return simulators.get(cards[network], request.images, weights=weights.get(network))

    networks: list[DynamicsOfNetwork] = []
    state: JobState = "done"
    try:
        for found in answer(request, tested, tick=on_progress):
            networks = found.networks
            on_progress(found.progress)
    except KeyboardInterrupt:
        state = "cancelled"
    return DynamicsResult(request=request, state=state, networks=networks, engine_version=ENGINE_VERSION)
