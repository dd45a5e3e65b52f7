"""Changed tasks: the same data set, seen or named in another way, for a network that knows it as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from worker.crossbar.tools.streams import Purpose, stream
from worker.learning.tasks.examples import Examples


def inverted(examples: Examples) -> Examples:
    """Return images whose pixels x are 1 - x."""
    return replace(examples, images=1 - examples.images, test_images=1 - examples.test_images)


def with_permuted_pixels(examples: Examples, *, seed: int) -> Examples:
    """Return images whose pixels are in another order, the same for all images."""
    shape = examples.images.shape[1:]
    order = stream(seed, Purpose.CHANGED_TASKS, draw=0).permutation(shape[0] * shape[1] * shape[2])
    images, tests = (one.reshape(len(one), -1)[:, order].reshape(-1, *shape) for one in (examples.images, examples.test_images))
    return replace(examples, images=images, test_images=tests)


def with_permuted_classes(examples: Examples, *, seed: int) -> Examples:
    """Return labels by another name each: no class keeps its own if there are at least two."""
    classes = int(examples.labels.max()) + 1
    order = stream(seed, Purpose.CHANGED_TASKS, draw=0, block=1).permutation(classes)
    names = order.copy()
    names[order] = np.roll(order, -1)  # each class takes the name of the next one around a circle
    return replace(examples, labels=names[examples.labels], test_labels=names[examples.test_labels])
