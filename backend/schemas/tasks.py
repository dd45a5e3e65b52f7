"""Names of queues and tasks, which the web process and workers share."""

from __future__ import annotations

from dataclasses import dataclass

RUNS, QUICK, TRAININGS, UPLOADS, PREDICTIONS = "runs", "quick", "trainings", "uploads", "predictions"
"""Names of queues."""
ENERGY = "mhoscope.energy"
COMPARISON = "mhoscope.comparison"
CONVERSION = "mhoscope.conversion"
DEVICE_CURVES = "mhoscope.device_curves"
SEE = "mhoscope.see"
DATA = "mhoscope.data"
DIFFERENCES = "mhoscope.differences"
SCRIPT = "mhoscope.script"


@dataclass(frozen=True)
class Task:
    """Work that is recorded in the store: the name of its task, and the queue that wakes its workers."""

    name: str
    queue: str
