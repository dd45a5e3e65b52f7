"""What the real inputs of a network's layers look like, which array reads and row drivers follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.crossbar import Simulator

HALF_SCALE = 0.5  # what the technologies assume of the inputs


@dataclass(frozen=True)
class Activity:
    """What real inputs of a layer look like. The defaults are what counting alone assumes."""

    mean: float = HALF_SCALE  # mean |x| over the layer's full scale
    nonzero: float = 1.0  # share of inputs that are not 0

    def __post_init__(self) -> None:
        if not (0 <= self.mean <= 1 and 0 <= self.nonzero <= 1):
            raise ValueError(f"activity: mean and nonzero must be between 0 and 1; received {self.mean} and {self.nonzero}")


Activities = Mapping[int, Activity]  # by place in the network's layers


def activities_of(simulator: Simulator) -> Activities:
    """Mean |x| over the full scale, and the share that is not zero, of every array's inputs on the calibration images."""
    found = simulator.calibration.input_statistics()
    return {index: Activity(mean=mean, nonzero=nonzero) for index, (mean, nonzero) in found.items()}
