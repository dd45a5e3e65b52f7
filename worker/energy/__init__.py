"""Energy of inference and on-chip training: closed forms from a network's topology and a technology's constants."""

from worker.energy.components import Activity
from worker.energy.estimating import estimate
from worker.energy.technology import ModeNotGiven, Technology, UnknownTechnology, technologies

__all__ = ["Activity", "ModeNotGiven", "Technology", "UnknownTechnology", "estimate", "technologies"]
