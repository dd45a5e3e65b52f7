"""Which images a prediction is from, and which classes are nearest to the right one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.analysis.margins.normal import MOST
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class Chosen:
    """Some of a network's test images: their indices (n,), and for each the rivals of its class (n, k), the nearest first."""

    images: NDArray[np.int64]
    rivals: NDArray[np.int64]
    all_images: int
    """Number of test images."""
    all_right: int
    """How many of them are classified correctly."""


def choose(logits: Floats, labels: NDArray[np.int64], count: int) -> Chosen:
    """Return so many images, spread evenly over the classes and over the margins in each; all where there are not so many.

    `logits` (N, classes) are those of all test images without noise. Images are in the order of their class and then of their
    margin, so that neighbours are alike: a systematic sample, whose mean errs less than that of a random one. The rivals are the
    classes with the largest logits but for the right one, at most three.
    """
    every = np.arange(len(labels))
    others = logits.astype(np.float64)
    true = others[every, labels].copy()
    others[every, labels] = -np.inf
    rivals = np.argsort(-others, axis=1, kind="stable")[:, : min(MOST, logits.shape[1] - 1)]
    order = np.lexsort((true - others[every, rivals[:, 0]], labels))
    count = min(count, len(order))
    images = order[((np.arange(count) + 0.5) * len(order) / count).astype(np.intp)].astype(np.int64)
    right = int(np.count_nonzero(np.argmax(logits, axis=1) == labels))
    return Chosen(images, rivals[images].astype(np.int64), len(labels), right)
