"""Accuracies that tables predict for the conditions of a curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.analysis.margins.laws import Law, law_of
from worker.analysis.margins.mean_chip import is_ideal, mean_logits
from worker.analysis.margins.nodes import PIXEL_NODES, at_nodes
from worker.analysis.margins.noisy_images import AtNoise
from worker.analysis.margins.normal import Numbers, all_positive, normal_cdf
from worker.analysis.margins.pixels import noisy_pixel
from worker.analysis.margins.tables import OfLayer, Tables, as_covariances
from worker.crossbar import Conditions, Simulator
from worker.crossbar.chip.conditions import IMAGES, defaults
from worker.crossbar.tools.arrays import Floats
from worker.sampling.strata import variance_in_groups

POINTS_AT_A_TIME = 64
"""Points of a curve, or of a map, that are predicted together: so many probabilities are held for each image."""
QUANTILE = 1.96
"""Of the 95 % interval of a mean over many images."""
LAYERS_LAWS: dict[str, Any] = {"layers": None, "adc_bits": None, "dac_bits": None, "by_layer": ()}
"""What the law of a weight does not depend on, at its default, so that a law is found again."""


@dataclass(frozen=True, eq=False)
class Predicted:
    """Predicted accuracies of a curve."""

    accuracy: list[float]
    half_width: float
    """Half-width of the 95 % interval that the choice of images leaves, where it is widest."""


def predicted(at_noise: AtNoise, simulator: Simulator, curve: Sequence[Conditions]) -> Predicted:
    """Return the accuracy at each point of a curve, on all test images. Conditions have nothing that is left out.

    What noise costs the images of the tables is taken from the accuracy of all without noise: that of the former does not matter.
    """
    tables = at_noise.clean
    labels = simulator.labels[tables.images]
    right = np.argmax(tables.logits, axis=1) == labels
    parts = [curve[start : start + POINTS_AT_A_TIME] for start in range(0, len(curve), POINTS_AT_A_TIME)]
    lost = np.concatenate([right_chances(at_noise, simulator, part) - right for part in parts])
    share = 1 - len(right) / tables.all_images
    widths = [QUANTILE * np.sqrt(variance_in_groups(one) / len(one) * share) for one in lost]
    return Predicted([min(1.0, max(0.0, tables.clean + float(one.mean()))) for one in lost], float(max(widths, default=0.0)))


@dataclass(frozen=True, eq=False)
class _Point:
    """One point of a curve before any error that has chance."""

    conditions: Conditions
    laws: Mapping[int, Law]
    """Of each layer, by its index."""
    logits: Floats
    """On the chip without chance (n, classes)."""
    moved: bool
    """Whether that is another than the ideal chip."""
    slopes: Mapping[int, float]
    """By how much the gradients of the margins with respect to a layer's weights have grown, by its index."""


def right_chances(at_noise: AtNoise, simulator: Simulator, curve: Sequence[Conditions]) -> Numbers:
    """Return the probability that each image is classified correctly at each point of a curve: (points, n).

    The chip without chance gives the mean of each margin, errors to first order its variance; all margins over the rivals are
    above 0 with the probability of joint normal numbers. Where no error reaches the margins, the chip without chance decides.
    """
    tables = at_noise.clean
    labels = simulator.labels[tables.images]
    points = [_point(tables, simulator, conditions) for conditions in curve]
    covariances = spread(at_noise, points)
    means = np.stack([_margins(point.logits, labels, tables.rivals) for point in points])
    chances = all_positive(means, covariances)
    for number, point in enumerate(points):
        if point.moved:
            # Margins over other classes rise and fall together with those over the rivals.
            others = _over_others(point.logits, labels, tables.rivals, covariances[number])
            chances[number] = np.minimum(chances[number], others)
    certain = np.stack([np.argmax(point.logits, axis=1) == labels for point in points])
    untouched = ~np.diagonal(covariances, axis1=-2, axis2=-1).any(axis=-1)
    return np.where(untouched, certain, chances)


def _point(tables: Tables, simulator: Simulator, conditions: Conditions) -> _Point:
    laws = {index: _law(conditions.in_layer(index), layer) for index, layer in tables.layers.items()}
    if is_ideal(conditions, laws):
        return _Point(conditions, laws, tables.logits, moved=False, slopes=dict.fromkeys(laws, 1.0))
    logits = mean_logits(simulator, tables.images, conditions, laws)
    return _Point(conditions, laws, logits, moved=True, slopes=_slopes(tables, simulator, conditions, laws, logits))


def _slopes(
    tables: Tables, simulator: Simulator, conditions: Conditions, laws: Mapping[int, Law], logits: Floats
) -> Mapping[int, float]:
    """Return by how much gradients with respect to each layer's weights grow where the mean of weights moves.

    Margins are products of the weights of all layers, nearly: where those of layer l shrink to the share a_l and margins to the
    share r, gradients with respect to the layer's weights shrink to r / a_l.
    """
    if not any(law.mean.any() for law in laws.values()):
        return dict.fromkeys(laws, 1.0)
    labels = simulator.labels[tables.images]
    if conditions.image_noise != "none":
        logits = mean_logits(simulator, tables.images, replace(conditions, image_noise="none"), laws)
    before, after = (_margins(one, labels, tables.rivals) for one in (tables.logits, logits))
    share = float((before * after).sum() / (np.square(before).sum() or 1))
    return {index: share / (laws[index].gain(layer.counts) or 1.0) for index, layer in tables.layers.items()}


def _margins(logits: Floats, labels: NDArray[np.int64], rivals: NDArray[np.int64]) -> Numbers:
    """Return the margins over rivals (n, k) that logits (n, classes) have."""
    exact = logits.astype(np.float64)
    margins: Numbers = exact[np.arange(len(labels)), labels][:, None] - np.take_along_axis(exact, rivals, axis=1)
    return margins


def _over_others(logits: Floats, labels: NDArray[np.int64], rivals: NDArray[np.int64], covariance: Numbers) -> Numbers:
    """Return the probability that the right class is above the nearest class that is no rival, in a network that has moved.

    The variance of this margin counts as the mean of those over the rivals.
    """
    if logits.shape[1] == rivals.shape[1] + 1:
        return np.ones(len(labels))
    every = np.arange(len(labels))
    others = logits.astype(np.float64)
    others[every, labels] = -np.inf
    np.put_along_axis(others, rivals, -np.inf, axis=1)
    margins = logits[every, labels] - others.max(axis=1)
    deviations = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1).mean(axis=-1))
    return normal_cdf(margins / np.maximum(deviations, np.finfo(np.float32).tiny))


def spread(at_noise: AtNoise, points: Sequence[_Point]) -> Numbers:
    """Return the covariances of the margins over the rivals at each point of a curve: (points, n, k, k)."""
    images, competitors = at_noise.clean.rivals.shape
    of_pairs = np.zeros((len(points), images, at_noise.clean.pixels.shape[1]))
    alike: dict[int, tuple[Tables, list[int]]] = {}
    weights = any(law.errs for point in points for law in point.laws.values())
    for number, point in enumerate(points):
        tables = at_noise.tables(point.conditions, weights=weights)
        alike.setdefault(id(tables), (tables, []))[1].append(number)
    for tables, numbers in alike.values():
        of_pairs[numbers] = _of_pairs(tables, [points[number] for number in numbers])
    return as_covariances(of_pairs, competitors)


def _of_pairs(tables: Tables, points: Sequence[_Point]) -> Numbers:
    """Return the covariances of pairs (points, n, c) at points that have their tables in common."""
    total = _combined(tables.pixels, [noisy_pixel(PIXEL_NODES, point.conditions)[1] for point in points])
    for index, layer in tables.layers.items():
        factors = np.array([point.slopes[index] ** 2 for point in points])
        total += factors[:, None, None] * _of_weights(layer, [point.laws[index] for point in points])
    return total


def _law(conditions: Conditions, layer: OfLayer) -> Law:
    """Return the law of the weights of a layer with these conditions, about the levels that they are rounded to."""
    levels: dict[str, Any] = {} if conditions.splits_weights else {"weight_bits": None, "cell_bits": None}
    return law_of(replace(conditions, **defaults(IMAGES), **LAYERS_LAWS, **levels)).compensated(layer.counts, int(layer.shape[1]))


def _of_weights(layer: OfLayer, laws: Sequence[Law]) -> Numbers:
    """Return what errors of a layer's weights, and of their reads, give the margins: (points, n, c)."""
    redrawn = layer.redrawn if len(layer.redrawn) else layer.frozen
    reference_redrawn = layer.reference_redrawn if len(layer.reference_redrawn) else layer.reference_frozen
    total = _combined(layer.frozen, [np.maximum(at_nodes(law.frozen, layer.counts), 0) for law in laws])
    total += _combined(redrawn, [np.maximum(at_nodes(law.redrawn, layer.counts), 0) for law in laws])
    total += np.multiply.outer([law.reference_frozen for law in laws], layer.reference_frozen)
    total += np.multiply.outer([law.reference_redrawn for law in laws], reference_redrawn)
    return total


def _combined(table: Floats, functions: Sequence[Numbers]) -> Numbers:
    """Return the sum over nodes of a table (n, c, nodes) times each function's values there: (points, n, c)."""
    return np.moveaxis(table @ np.stack(functions, axis=1).astype(np.float32), -1, 0).astype(np.float64)
