"""Inverse questions: what may a device or converter be like for a network to stay accurate enough?

Pure functions over a sampler.
"""

from worker.design.budget import Budget, noise_budget
from worker.design.measurement import Measurement, Target
from worker.design.sensitivity import LayerDrop, layer_sensitivity
from worker.design.threshold import Answer, fewest, largest

__all__ = [
    "Answer",
    "Budget",
    "LayerDrop",
    "Measurement",
    "Target",
    "fewest",
    "largest",
    "layer_sensitivity",
    "noise_budget",
]
