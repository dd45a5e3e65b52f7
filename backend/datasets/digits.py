"""scikit-learn's 8 x 8 handwritten digits: always there, no download."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SPLIT_SEED = 20200317
"""Names the fixed split; the test images are the same for everyone."""
TEST_IMAGES = 500

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


def load() -> tuple[Floats, Labels, Floats, Labels]:
    """Train images (1297, 8, 8, 1) in [0, 1] and labels, then 500 of each to test on, stratified by digit."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    bunch = load_digits()
    images = (bunch.data.reshape(-1, 8, 8, 1) / 16).astype(np.float32)
    labels = bunch.target.astype(np.int64)
    train, test, train_labels, test_labels = train_test_split(
        images, labels, test_size=TEST_IMAGES, stratify=labels, random_state=SPLIT_SEED
    )
    return train, train_labels, test, test_labels
