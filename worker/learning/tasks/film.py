"""Pictures of the conductances of an array while it learns, small enough to be kept and sent."""

from __future__ import annotations

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.learning.network.learning_network import LearningNetwork

MOST = 32
"""Rows, and columns, of devices in a picture; of larger arrays, evenly spaced ones are shown."""


def picture(network: LearningNetwork) -> dict[int, Floats]:
    """Return conductances (rows, columns) of each layer that learns, as shares of the window, by layer index."""
    found: dict[int, Floats] = {}
    for index, layer in network.layers.items():
        if layer.learns:
            conductances = layer.learner.arrays()["weights"].conductances
            found[index] = np.ascontiguousarray(conductances[np.ix_(*(shown(size) for size in conductances.shape))])
    return found


def shown(size: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return which of so many rows, or columns, are shown."""
    return np.unique(np.linspace(0, size - 1, min(size, MOST)).round().astype(np.intp))
