"""Energy of inference and on-chip training: closed forms from a network's topology and a technology's constants."""

from backend.schemas.technology import Technology
from backend.technologies import ModeNotGiven, UnknownTechnology, technologies
from worker.energy.activity import Activity
from worker.energy.estimating import estimate

__all__ = ["Activity", "ModeNotGiven", "Technology", "UnknownTechnology", "estimate", "technologies"]
