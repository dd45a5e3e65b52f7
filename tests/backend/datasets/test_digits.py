"""The digits that come along are scikit-learn's, split as scikit-learn splits them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from backend.datasets.digits import DATASET, SPLIT_SEED


def test_they_are_those_of_scikit_learn_bit_for_bit() -> None:
    bunch = load_digits()
    images = (bunch.data.reshape(-1, 8, 8, 1) / 16).astype(np.float32)
    train, test, train_labels, test_labels = train_test_split(
        images,
        bunch.target.astype(np.int64),
        test_size=DATASET.record.test_images,
        stratify=bunch.target,
        random_state=SPLIT_SEED,
    )
    data = DATASET.read(Path())
    shipped = (data.train_images, data.train_labels, data.test_images, data.test_labels)
    for stored, theirs in zip(shipped, (train, train_labels, test, test_labels), strict=True):
        assert stored.dtype == theirs.dtype and stored.flags.c_contiguous
        np.testing.assert_array_equal(stored, theirs)
