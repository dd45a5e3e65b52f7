"""Names of queues and tasks: what web and worker agree on to find each other."""

from __future__ import annotations

from dataclasses import dataclass

RUNS, QUICK, TRAININGS = "runs", "quick", "trainings"
"""Queues."""
ENERGY = "mhoscope.energy"
COMPARISON = "mhoscope.comparison"
MEASURE = "mhoscope.measure"
CONVERSION = "mhoscope.conversion"
DEVICE_CURVES = "mhoscope.device_curves"
SEE = "mhoscope.see"
DIFFERENCES = "mhoscope.differences"


@dataclass(frozen=True)
class Task:
    """Work that stands in the store: the name of the task that does it, and the queue that wakes its workers."""

    name: str
    queue: str
