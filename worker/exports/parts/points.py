"""Points of a run: so many simulated chips of another tool, and its accuracy beside ours. Scripts contain this file as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np

from worker.exports.parts.network import Read, logits, matrices

Point = Mapping[str, Any]
"""A point of the run: what Mhoscope found, and the arrays of the layers in the tool's terms, by the index of the layer."""


def chip(card: Mapping[str, Any], arrays: Mapping[str, Any], point: Point, wrap: Callable[[Any], Read]) -> dict[int, Read]:
    """Return the reads of a newly programmed chip, by the index of the layer; a layer without an array is exact."""
    reads: dict[int, Read] = {}
    for index, matrix in matrices(card["layers"], arrays).items():
        make, numbers = point["arrays"].get(index, (None, {}))
        reads[index] = exact(matrix) if make is None else wrap(make(matrix.T.copy(), **numbers))
    return reads


def exact(matrix: Any) -> Read:
    """Return the product with a matrix (m, p), computed digitally."""
    return lambda inputs: inputs @ matrix


def in_float32(read: Read) -> Read:
    """Return a read whose inputs and outputs are contiguous and of 32 bits, whatever the tool makes of them."""
    return lambda inputs: np.asarray(read(np.ascontiguousarray(inputs, np.float32)), np.float32)


def accuracy(
    card: Mapping[str, Any], arrays: Mapping[str, Any], images: Any, labels: Any, reads: Mapping[int, Read], batch: int
) -> float:
    """Return the fraction of the images that a chip classifies correctly."""
    right = 0
    for start in range(0, len(images), batch):
        found = logits(card["layers"], arrays, images[start : start + batch], reads)
        right += int((np.argmax(found, axis=-1) == labels[start : start + batch]).sum())
    return right / len(labels)


def half_interval(accuracies: Sequence[float], confidence: float) -> float:
    """Return half the t interval of the mean over chips (quantile by E. Goldberg and H. Levine, Ann. Math. Stat. 1946)."""
    freedom = len(accuracies) - 1
    if freedom < 1:
        return 0.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    terms = ((z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384)
    quantile = z + sum(term / freedom**power for power, term in enumerate(terms, start=1))
    return float(quantile * np.std(accuracies, ddof=1) / len(accuracies) ** 0.5)


def sentence(point: Point, accuracies: Sequence[float], images: int, confidence: float) -> str:
    """Return one line: both accuracies with their intervals, and whether their difference is within the joint one."""
    theirs, half = float(np.mean(accuracies)), half_interval(accuracies, confidence)
    low, high = point["interval"]
    joint = ((high - low) ** 2 / 4 + half**2) ** 0.5 if point["chance"] else 2 / images  # 32 bits may flip an image or two
    difference = theirs - point["accuracy"]
    place = "" if point["y"] is None else f" {point['y']:<9g}"
    return (
        f"{point['network']:<32} {point['x']:<9g}{place} {100 * point['accuracy']:6.2f} [{100 * low:.2f}, {100 * high:.2f}]   "
        f"{100 * theirs:6.2f} [{100 * (theirs - half):.2f}, {100 * (theirs + half):.2f}] of {len(accuracies)} chips   "
        f"{100 * difference:+.2f} ({'within' if abs(difference) <= joint else 'outside'} {100 * joint:.2f})"
    )
