"""The softmax cross-entropy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats


def cross_entropy(logits: Floats, labels: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the loss of each image (n,) and its gradient (classes, n), for logits (classes, n) and labels (n,)."""
    shifted = logits - logits.max(axis=0)
    gradient = np.exp(shifted)
    total = gradient.sum(axis=0)
    gradient /= total
    images = np.arange(len(labels))
    loss: Floats = np.log(total) - shifted[labels, images]
    gradient[labels, images] -= np.float32(1)
    return loss, gradient


def cross_entropy_of_one(logits: Floats, label: int) -> tuple[float, Floats]:
    """Return the loss of one image and its gradient (classes,), for its logits (classes,)."""
    shifted = logits - np.maximum.reduce(logits)
    gradient = np.exp(shifted)
    total = np.add.reduce(gradient)
    gradient /= total
    gradient[label] -= np.float32(1)
    return float(np.log(total) - shifted[label]), gradient
