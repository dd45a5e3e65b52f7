from __future__ import annotations

import numpy as np

from tests.worker.learning.networks import digits
from worker.learning.tasks.changes import inverted, with_permuted_classes, with_permuted_pixels
from worker.learning.tasks.examples import Examples

EXAMPLES = Examples(*digits())


def test_inverted_pixels_are_one_less_what_they_were() -> None:
    changed = inverted(EXAMPLES)
    assert (changed.images == 1 - EXAMPLES.images).all()
    assert (changed.test_images == 1 - EXAMPLES.test_images).all()


def test_pixels_change_places_alike_in_all_images() -> None:
    changed = with_permuted_pixels(EXAMPLES, seed=1)
    assert (changed.images != EXAMPLES.images).any()
    assert changed.images.shape == EXAMPLES.images.shape
    before, after = (one.test_images.reshape(-1, 64) for one in (EXAMPLES, changed))
    assert (np.sort(before, axis=1) == np.sort(after, axis=1)).all()
    numbered, labels = np.arange(64, dtype=np.float32).reshape(1, 8, 8, 1), EXAMPLES.labels
    order = with_permuted_pixels(Examples(numbered, labels, numbered, labels), seed=1).images.reshape(-1)
    assert (after == before[:, order.astype(int)]).all()


def test_every_class_has_the_name_of_another() -> None:
    changed = with_permuted_classes(EXAMPLES, seed=1)
    names = {int(label): set(changed.labels[EXAMPLES.labels == label]) for label in range(10)}
    assert all(len(own) == 1 for own in names.values())
    assert sorted(own.pop() for own in names.values()) == list(range(10))
    assert not (changed.labels == EXAMPLES.labels).any()
    assert (changed.test_labels != EXAMPLES.test_labels).all()
