"""Dynamics of recurrent networks: a request, and what is found of each network, part by part."""

from backend.schemas.dynamics.basins import Basins, EndState, ExtendedTime, NoiseAndEnds, Returns
from backend.schemas.dynamics.distances import Distance, Distances
from backend.schemas.dynamics.gradients import GradientCurve, Gradients
from backend.schemas.dynamics.job import (
    DYNAMICS_JOBS,
    Dynamics,
    DynamicsList,
    DynamicsOfLayer,
    DynamicsOfNetwork,
    DynamicsResult,
)
from backend.schemas.dynamics.numbers import Band, Estimate
from backend.schemas.dynamics.request import PARTS, DynamicsRequest, Part
from backend.schemas.dynamics.spectrum import Spectrum
from backend.schemas.dynamics.trajectories import Path, Trajectories

__all__ = [
    "DYNAMICS_JOBS",
    "PARTS",
    "Band",
    "Basins",
    "Distance",
    "Distances",
    "Dynamics",
    "DynamicsList",
    "DynamicsOfLayer",
    "DynamicsOfNetwork",
    "DynamicsRequest",
    "DynamicsResult",
    "EndState",
    "Estimate",
    "ExtendedTime",
    "GradientCurve",
    "Gradients",
    "NoiseAndEnds",
    "Part",
    "Path",
    "Returns",
    "Spectrum",
    "Trajectories",
]
