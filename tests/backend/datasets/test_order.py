"""Data sorted by class are used in a drawn order, which never moves; others as they come."""

from __future__ import annotations

import numpy as np
import pytest

from backend.datasets.files.drawn import drawn, is_sorted
from backend.datasets.files.order import mixed
from backend.datasets.files.source import Dataset


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (np.repeat(np.arange(5), 20), True),
        (np.repeat([3, 1, 2, 1, 3], 20), True),
        (np.tile(np.arange(5), 20), False),
        (np.random.default_rng(0).integers(0, 5, 100), False),
        (np.random.default_rng(0).integers(0, 20, 100) // 19, False),
        (np.array([0, 1]), False),
    ],
    ids=["sorted", "in blocks", "in turns", "drawn", "mostly one class", "two"],
)
def test_what_is_sorted(labels: np.ndarray, found: bool) -> None:
    assert is_sorted(labels) is found


def test_the_order_is_written_down() -> None:
    assert drawn(10).tolist() == drawn(10).tolist() == ORDER
    assert sorted(drawn(1000)) == list(range(1000))


ORDER = [3, 1, 4, 5, 2, 6, 0, 7, 8, 9]


def test_images_keep_their_labels() -> None:
    labels = np.repeat(np.arange(4), 25)
    images = labels.astype(np.float32)[:, None, None, None]
    data = mixed(Dataset("one", images, labels, images[::25], labels[::25]))
    np.testing.assert_array_equal(data.train_images.ravel(), data.train_labels)
    assert set(data.train_labels[:20]) == {0, 1, 2, 3} and not is_sorted(data.train_labels)
    np.testing.assert_array_equal(data.test_labels, [0, 1, 2, 3])
