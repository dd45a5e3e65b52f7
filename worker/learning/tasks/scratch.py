"""A network that learns a data set from scratch."""

from __future__ import annotations

from worker.crossbar.layers import Network
from worker.learning.network.initial import with_new_weights
from worker.learning.network.learning_network import LearningNetwork
from worker.learning.network.settings import Settings
from worker.learning.network.training import Training
from worker.learning.tasks.examples import Examples


def from_scratch(network: Network, settings: Settings, examples: Examples, *, seed: int, draw: int = 0) -> Training:
    """Return a training of the network's layers with new weights; `draw` is the number of the chip, and of the weights.

    `course.follow` goes through it.
    """
    begun = LearningNetwork(with_new_weights(network, seed=seed, draw=draw), settings, seed=seed, draw=draw)
    return Training(begun, examples.images, examples.labels, seed=seed, draw=draw)
