"""What the real inputs of a network's layers look like."""

from __future__ import annotations

from worker.crossbar import Simulator
from worker.energy.components import Activities, Activity


def activities_of(simulator: Simulator) -> Activities:
    """Mean |x| over the full scale, and the share that is not zero, of every array's inputs on the calibration images."""
    found = simulator.calibration.input_statistics()
    return {index: Activity(mean=mean, nonzero=nonzero) for index, (mean, nonzero) in found.items()}
