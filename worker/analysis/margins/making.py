"""The tables of a network, by backward passes for some of its test images."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from worker.analysis.margins.choosing import Chosen, choose
from worker.analysis.margins.gathering import WEIGHTS_AT_A_TIME, Gathered
from worker.analysis.margins.nodes import PIXEL_NODES, hat
from worker.analysis.margins.pixels import mean_images
from worker.analysis.margins.tables import OfLayer, Tables, joined, pairs
from worker.crossbar import Conditions, Simulator
from worker.crossbar.simulate.backward import Recording, backpropagate, record
from worker.crossbar.tools.arrays import Floats

IMAGES, FEWEST_IMAGES = 1000, 60
"""Most and fewest images that a prediction is from."""
MULTIPLICATIONS = 5_000_000_000
"""Of one pass of all these images through the network: very large networks are shown fewer."""
VALUES_AT_A_TIME = 1 << 25
"""Numbers that are held for the images of one pass."""
MOST_AT_ONCE = 250
"""Most images of one pass."""
PAIRS = 6
"""Pairs of competitors, at most."""


def images_for(macs: int) -> int:
    """Return how many images a prediction is from, for a network of so many multiply-accumulates an image."""
    return int(np.clip(MULTIPLICATIONS // max(macs, 1), FEWEST_IMAGES, IMAGES))


def make_tables(simulator: Simulator, count: int) -> Tables:
    """Return the tables of a simulator's network on so many of its test images. Raises ChipFailure if it gives no answer."""
    logits = simulator.logits(Conditions(), seed=0, draw=0)
    return _tables(simulator, choose(logits, simulator.labels, count), Conditions(), weights=True)


def noisy_tables(simulator: Simulator, tables: Tables, conditions: Conditions, *, weights: bool) -> Tables:
    """Return the tables of the same images anew, at the mean of the noisy images: gradients are others there.

    Without `weights`, layers are left out.
    """
    chosen = Chosen(tables.images, tables.rivals, tables.all_images, tables.all_right)
    return _tables(simulator, chosen, conditions, weights=weights)


def _tables(simulator: Simulator, chosen: Chosen, conditions: Conditions, *, weights: bool) -> Tables:
    at_once, parts = _images_at_once(simulator), []
    for start in range(0, len(chosen.images), at_once):
        images, rivals = chosen.images[start : start + at_once], chosen.rivals[start : start + at_once]
        parts.append(_part(simulator, replace(chosen, images=images, rivals=rivals), conditions, weights=weights))
    return joined(parts)


def _images_at_once(simulator: Simulator) -> int:
    """Return how many images go through the network together: so many as their reads, and gradients of weights, fit in memory."""
    reads = record(simulator.network, simulator.images[:1]).reads
    values = 0
    for index, layer in simulator.network.weighted.items():
        columns = sum(inputs.shape[1] for inputs, _outputs in reads[index])
        inputs, outputs = layer.matrix().shape
        values += columns * (inputs * layer.groups + 2 * PAIRS * outputs)
        values += (columns > 1) * PAIRS * min(inputs * outputs, WEIGHTS_AT_A_TIME)
    return int(np.clip(VALUES_AT_A_TIME // max(values, 1), 1, MOST_AT_ONCE))


def _part(simulator: Simulator, chosen: Chosen, conditions: Conditions, *, weights: bool) -> Tables:
    """Return the tables of a few images, whose pixels are at the mean of their noise."""
    images, labels = simulator.images[chosen.images], simulator.labels[chosen.images]
    recording = record(simulator.network, mean_images(images, conditions))
    layers = simulator.network.weighted if weights else {}
    gathered = {index: Gathered(layer, chosen.rivals.shape[1], len(images)) for index, layer in layers.items()}
    classes = len(recording.logits)
    gradients = [
        _pass_back(recording, gathered, number, _margin(labels, rivals, classes)) for number, rivals in enumerate(chosen.rivals.T)
    ]
    of_layers: dict[int, OfLayer] = {index: one.tables() for index, one in gathered.items()}
    logits = np.ascontiguousarray(recording.logits.T)
    pixels = _of_pixels(images, gradients)
    return Tables(chosen.images, chosen.rivals, logits, pixels, chosen.all_images, chosen.all_right, of_layers)


def _margin(labels: NDArray[np.int64], rivals: NDArray[np.int64], classes: int) -> Floats:
    """Return the gradient (classes, n) of the logit of the right class less that of a rival, with respect to the logits."""
    every = np.arange(len(labels))
    gradient = np.zeros((classes, len(labels)), np.float32)
    gradient[labels, every], gradient[rivals, every] = 1, -1
    return gradient


def _pass_back(recording: Recording, gathered: dict[int, Gathered], competitor: int, gradient: Floats) -> Floats:
    """Show every layer the gradients of a margin; return those of the pixels, (n, height, width, channels)."""

    def see(layer: int, read: int, inputs: Floats, of_read: Floats) -> None:
        gathered[layer].see(competitor, read, inputs, of_read)

    return backpropagate(recording, gradient, see=see if gathered else None)


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
