"""Dynamics as jobs."""

from __future__ import annotations

from pydantic import Field

from backend.schemas.dynamics.basins import Basins
from backend.schemas.dynamics.distances import Distances
from backend.schemas.dynamics.gradients import Gradients
from backend.schemas.dynamics.request import DynamicsRequest
from backend.schemas.dynamics.spectrum import Spectrum
from backend.schemas.dynamics.trajectories import Trajectories
from backend.schemas.job import JobContract, JobState
from backend.schemas.setting import Strict


class DynamicsOfLayer(Strict):
    """What was found of one recurrent layer; parts that were not asked for, or are not there yet, are null."""

    layer: int = Field(description="Index in the network.")
    title: str
    units: int
    time_steps: int
    trajectories: Trajectories | None = None
    distances: Distances | None = None
    spectrum: Spectrum | None = None
    gradients: Gradients | None = None
    basins: Basins | None = Field(None, description="Null for a layer that another recurrent layer follows or precedes.")


class DynamicsOfNetwork(Strict):
    """What was found of one network."""

    network: str
    clean: float = Field(description="Accuracy without noise on these images.")
    layers: list[DynamicsOfLayer] = Field(description="Its recurrent layers, in the order of the network.")
    notes: list[str] = Field(default_factory=list, description="What could not be answered, a sentence each.")


class Dynamics(Strict):
    """A request for dynamics with its state and what was found."""

    id: str
    request: DynamicsRequest
    state: JobState
    created_at: str = Field(description="ISO 8601, UTC.")
    finished_at: str | None
    progress: float = Field(description="From 0 to 1, by networks and parts.")
    networks: list[DynamicsOfNetwork] = Field(description="In the order of the request, added and completed part by part.")
    engine_version: str
    error: str | None
    sequence: int


class DynamicsList(Strict):
    """A page of requests for dynamics."""

    items: list[Dynamics]
    total: int


DYNAMICS_JOBS = JobContract("/dynamics", DynamicsRequest, Dynamics, DynamicsList)
