"""From gradients of margins at every read of a layer to the layer's tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from worker.analysis.margins.nodes import WEIGHT_NODES, counts_at_fine, hat, hats
from worker.analysis.margins.tables import OfLayer, pairs
from worker.crossbar.chip.conductances import max_magnitude
from worker.crossbar.layers import Weighted
from worker.crossbar.tools.arrays import Floats

WEIGHTS_AT_A_TIME = 1 << 16
"""Weights whose gradients are held at a time, for each image and competitor."""


class Gathered:
    """Inputs and gradients of every read of one layer for a few images, as `see` is shown them by backward passes."""

    def __init__(self, layer: Weighted, competitors: int, images: int) -> None:
        """Nothing is known yet of a layer that a few images read, each once or more often."""
        self._layer, self._competitors, self._images = layer, competitors, images
        self._inputs: dict[int, Floats] = {}
        self._gradients: list[dict[int, Floats]] = [{} for _ in range(competitors)]

    def see(self, competitor: int, read: int, inputs: Floats, gradient: Floats) -> None:
        """Take inputs (m, columns) of a read and the gradient (p, columns) of the margin over a competitor.

        The columns are positions, each with all images.
        """
        self._inputs.setdefault(read, inputs.reshape(len(inputs), -1, self._images).copy())
        self._gradients[competitor][read] = gradient.reshape(len(gradient), -1, self._images).copy()

    def tables(self) -> OfLayer:
        """Return the layer's tables for these images."""
        weights = self._layer.matrix()
        w_max = max_magnitude(weights)
        fractions = weights / np.float32(w_max or 1.0)
        some = len(pairs(self._competitors))
        result = OfLayer(
            frozen=np.zeros((self._images, some, len(WEIGHT_NODES)), np.float32),
            redrawn=np.zeros((self._images, some, len(WEIGHT_NODES)), np.float32),
            reference_frozen=np.zeros((self._images, some), np.float32),
            reference_redrawn=np.zeros((self._images, some), np.float32),
            counts=counts_at_fine(fractions),
            shape=np.array(weights.shape),
        )
        once = True
        for inputs, gradients, own in self._of_groups(fractions):
            once = inputs.shape[1] == 1
            (_add_single if once else _add_reads)(result, inputs, gradients, own)
        return _scaled(result, w_max, once=once)

    def _of_groups(self, fractions: Floats) -> Iterator[tuple[Floats, Sequence[Floats], Floats]]:
        """Yield inputs (m, reads, n), gradients (p, reads, n) of each competitor, and weights (m, p) of each group."""
        order = sorted(self._inputs)
        inputs = np.concatenate([self._inputs[read] for read in order], axis=1)
        gradients = [np.concatenate([seen[read] for read in order], axis=1) for seen in self._gradients]
        groups = self._layer.groups
        own = fractions.shape[1] // groups
        for group, of_group in enumerate(np.split(inputs, groups)):
            columns = slice(group * own, (group + 1) * own)
            yield of_group, [gradient[columns] for gradient in gradients], fractions[:, columns]


def _add_single(result: OfLayer, inputs: Floats, gradients: Sequence[Floats], fractions: Floats) -> None:
    """Add what a layer contributes that each image reads once: gradients of weights are products of two vectors."""
    of_outputs = [np.ascontiguousarray(gradient[:, 0].T) for gradient in gradients]
    squares, every = np.square(inputs[:, 0].T), pairs(len(gradients))
    products = [of_outputs[one] * of_outputs[other] for one, other in every]
    for node in range(len(WEIGHT_NODES)):
        weight = hat(fractions, WEIGHT_NODES, node)
        if not weight.any():
            continue
        square = squares @ weight
        for place, product in enumerate(products):
            result.frozen[:, place, node] += np.einsum("np,np->n", square, product)
    for place, (one, other) in enumerate(every):
        common = squares.sum(axis=1) * of_outputs[one].sum(axis=1) * of_outputs[other].sum(axis=1)
        result.reference_frozen[:, place] += common


def _add_reads(result: OfLayer, inputs: Floats, gradients: Sequence[Floats], fractions: Floats) -> None:
    """Add what a layer contributes that each image reads more often, a few rows of its weights at a time."""
    x = np.ascontiguousarray(inputs.transpose(2, 0, 1))  # (n, m, reads)
    of_outputs = [np.ascontiguousarray(gradient.transpose(2, 1, 0)) for gradient in gradients]  # (n, reads, p)
    sums = [gradient.sum(axis=2) for gradient in of_outputs]
    every = pairs(len(gradients))
    products = [of_outputs[one] * of_outputs[other] for one, other in every]
    for place, (one, other) in enumerate(every):
        result.reference_redrawn[:, place] += np.einsum("nmr,nmr,nr,nr->n", x, x, sums[one], sums[other], optimize=True)
    rows_at_once = max(1, WEIGHTS_AT_A_TIME // fractions.shape[1])
    for start in range(0, len(fractions), rows_at_once):
        rows = slice(start, start + rows_at_once)
        by_node, own = hats(fractions[rows].ravel(), WEIGHT_NODES), x[:, rows]
        of_weights = [np.matmul(own, gradient) for gradient in of_outputs]  # (n, rows, p)
        of_rows = [gradient.sum(axis=2) for gradient in of_weights]
        squares = np.square(own)
        for place, (one, other) in enumerate(every):
            result.frozen[:, place] += (of_weights[one] * of_weights[other]).reshape(len(x), -1) @ by_node
            result.redrawn[:, place] += np.matmul(squares, products[place]).reshape(len(x), -1) @ by_node
            result.reference_frozen[:, place] += np.einsum("nm,nm->n", of_rows[one], of_rows[other])


def _scaled(result: OfLayer, w_max: float, *, once: bool) -> OfLayer:
    """Return the tables for errors that are fractions of w_max; what is redrawn is left out where it is what is frozen."""
    second = np.float32(w_max**2)
    none = slice(0, 0) if once else slice(None)
    return OfLayer(
        frozen=result.frozen * second,
        redrawn=result.redrawn[none] * second,
        reference_frozen=result.reference_frozen * second,
        reference_redrawn=result.reference_redrawn[none] * second,
        counts=result.counts,
        shape=result.shape,
    )
