"""How a training ends other than with a network."""

from __future__ import annotations


class TrainingStopped(RuntimeError):
    """The user stopped the training."""


class TrainingDiverged(RuntimeError):
    """The loss is no longer a number."""
