"""Dynamics as jobs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from backend.schemas.dynamics.basins import Basins
from backend.schemas.dynamics.distances import Distances
from backend.schemas.dynamics.gradients import Gradients
from backend.schemas.dynamics.request import PARTS, DynamicsRequest
from backend.schemas.dynamics.spectrum import Spectrum
from backend.schemas.dynamics.table import Curve, curves
from backend.schemas.dynamics.trajectories import Trajectories
from backend.schemas.explain import explain
from backend.schemas.job import JobContract, JobState
from backend.schemas.notebook import as_frame, save
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
    basins: Basins | None = Field(None, description="Of all recurrent layers together, in the last one; null in the others.")


class DynamicsOfNetwork(Strict):
    """What was found of one network."""

    network: str
    clean: float = Field(description="Accuracy without noise on these images.")
    layers: list[DynamicsOfLayer] = Field(description="Its recurrent layers, in the order of the network.")
    notes: list[str] = Field(default_factory=list, description="What could not be answered, a sentence each.")


class DynamicsResult(Strict):
    """What was asked for and what was found, as it is written to a file."""

    request: DynamicsRequest
    state: JobState
    networks: list[DynamicsOfNetwork] = Field(description="In the order of the request, added and completed part by part.")
    engine_version: str
    error: str | None = None

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield all curves and numbers, a row for each: network, layer, part, curve, x, mean, low, high and n.

        `curve` names the fields that lead to it in a part, such as `causes.read.measured`; what has no interval has None in its
        place. The layer is its index in the network, and None for the clean accuracy.
        """
        for network in self.networks:
            yield {"network": network.network, "layer": None, "part": "clean", **Curve("accuracy", None, network.clean)._asdict()}
            for layer in network.layers:
                of_layer = {"network": network.network, "layer": layer.layer}
                for part in PARTS:
                    yield from ({**of_layer, "part": part, **curve._asdict()} for curve in curves(getattr(layer, part)))

    def frame(self) -> Any:
        """Return `rows` as a pandas DataFrame. Raises ImportError without pandas.

        Its `attrs` have the engine's version.
        """
        return as_frame(self.rows(), {"engine_version": self.engine_version})

    def save(self, path: str | Path) -> Path:
        """Write it as JSON, as `mhoscope dynamics -o` does, and return its path; `DynamicsResult.load` reads it again."""
        return save(self.model_dump_json(indent=2, include=set(DynamicsResult.model_fields)) + "\n", Path(path))

    @staticmethod
    def load(path: str | Path) -> DynamicsResult:
        """Return what `save` wrote. Raises ValueError, with one sentence, for another file."""
        try:
            return DynamicsResult.model_validate_json(Path(path).read_bytes())
        except ValidationError as error:
            raise ValueError(f"{path} holds no dynamics: {explain(error)}") from None


class Dynamics(DynamicsResult):
    """A request for dynamics with its state and what was found."""

    id: str
    created_at: str = Field(description="ISO 8601, UTC.")
    finished_at: str | None
    progress: float = Field(description="From 0 to 1, by networks and parts.")
    sequence: int


class DynamicsList(Strict):
    """A page of requests for dynamics."""

    items: list[Dynamics]
    total: int


DYNAMICS_JOBS = JobContract("/dynamics", DynamicsRequest, Dynamics, DynamicsList)
