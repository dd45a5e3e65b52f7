"""Statistics of the real inputs of a network's layers, which the energies of array reads and row drivers depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.crossbar import Simulator

HALF_SCALE = 0.5
"""Mean input, as a fraction of the full scale, that the technologies assume."""


@dataclass(frozen=True)
class Activity:
    """Statistics of a layer's inputs; the defaults are the assumptions of the technologies."""

    mean: float = HALF_SCALE
    """Mean |x| as a fraction of the full scale."""
    nonzero: float = 1.0
    """Share of inputs that are not 0."""

    def __post_init__(self) -> None:
        if not (0 <= self.mean <= 1 and 0 <= self.nonzero <= 1):
            raise ValueError(f"activity: mean and nonzero must be between 0 and 1; received {self.mean} and {self.nonzero}")


Activities = Mapping[int, Activity]
"""Statistics by layer index."""


def activities_of(simulator: Simulator) -> Activities:
    """Return the statistics of the inputs of every crossbar on the simulator's calibration images.

    Raises ValueError if the simulator has none.
    """
    statistics = simulator.calibration.input_statistics()
    return {index: Activity(mean=mean, nonzero=nonzero) for index, (mean, nonzero) in statistics.items()}
