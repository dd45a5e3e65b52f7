"""The tables of a network, by backward passes for some of its test images."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from worker.analysis.margins.choosing import Chosen, choose
from worker.analysis.margins.gathering import Gathered
from worker.analysis.margins.nodes import PIXEL_NODES, hat
from worker.analysis.margins.tables import OfLayer, Tables, joined, pairs
from worker.crossbar import Conditions, Simulator
from worker.crossbar.simulate.backward import Recording, backpropagate, record
from worker.crossbar.tools.arrays import Floats

IMAGES = 1000
"""Most images that a prediction is from."""
VALUES_AT_A_TIME = 1 << 24
"""Numbers that are held for the images of one pass."""


def make_tables(simulator: Simulator, count: int) -> Tables:
    """Return the tables of a simulator's network on so many of its test images. Raises ChipFailure if it gives no answer."""
    logits = simulator.logits(Conditions(), seed=0, draw=0)
    chosen = choose(logits, simulator.labels, count)
    at_once = _images_at_once(simulator)
    starts = range(0, len(chosen.images), at_once)
    return joined([_part(simulator, chosen, slice(start, start + at_once), len(logits)) for start in starts])


def _images_at_once(simulator: Simulator) -> int:
    """Return how many images go through the network together."""
    reads = simulator.network.weighted.values()
    values = sum(2 * layer.matrix().size * layer.steps for layer in reads)
    return int(np.clip(VALUES_AT_A_TIME // max(values, 1), 8, 100))


def _part(simulator: Simulator, chosen: Chosen, part: slice, all_images: int) -> Tables:
    """Return the tables of some of the chosen images, of so many test images."""
    indices, rivals = chosen.images[part], chosen.rivals[part]
    images, labels = simulator.images[indices], simulator.labels[indices]
    recording = record(simulator.network, images)
    gathered = {index: Gathered(layer, rivals.shape[1], len(images)) for index, layer in simulator.network.weighted.items()}
    classes = len(recording.logits)
    gradients = [
        _pass_back(recording, gathered, number, _margin(labels, of_all, classes)) for number, of_all in enumerate(rivals.T)
    ]
    layers: dict[int, OfLayer] = {index: one.tables() for index, one in gathered.items()}
    logits = np.ascontiguousarray(recording.logits.T)
    return Tables(indices, rivals, logits, _of_pixels(images, gradients), all_images, layers)


def _margin(labels: NDArray[np.int64], rivals: NDArray[np.int64], classes: int) -> Floats:
    """Return the gradient (classes, n) of the logit of the right class less that of a rival, with respect to the logits."""
    every = np.arange(len(labels))
    gradient = np.zeros((classes, len(labels)), np.float32)
    gradient[labels, every], gradient[rivals, every] = 1, -1
    return gradient


def _pass_back(recording: Recording, gathered: dict[int, Gathered], competitor: int, gradient: Floats) -> Floats:
    """Show every layer the gradients of a margin; return those of the pixels, (n, height, width, channels)."""
    return backpropagate(
        recording, gradient, see=lambda layer, read, inputs, of_read: gathered[layer].see(competitor, read, inputs, of_read)
    )


def _of_pixels(images: Floats, gradients: list[Floats]) -> Floats:
    """Return how margins feel errors of pixels, by the pixel's value: `pixels` of the tables."""
    count, every = len(images), pairs(len(gradients))
    values, flat = images.reshape(count, -1), [gradient.reshape(count, -1) for gradient in gradients]
    squares = np.empty((count, len(every), len(PIXEL_NODES)), np.float32)
    for node in range(len(PIXEL_NODES)):
        weight = hat(values, PIXEL_NODES, node)
        for place, (one, other) in enumerate(every):
            squares[:, place, node] = np.einsum("np,np,np->n", weight, flat[one], flat[other])
    return squares
