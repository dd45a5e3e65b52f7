"""The 8 x 8 handwritten digits that scikit-learn made known: always there, no download.

1,797 images of 17 grey levels by 43 people: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits,
UCI Machine Learning Repository (1998), doi 10.24432/C50P49, licence CC BY 4.0. `digits.npz` holds them as
scikit-learn's `load_digits` gives them, already split.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SPLIT_SEED = 20200317
"""Names the fixed split; the test images are the same for everyone."""
TEST_IMAGES = 500
GREY_LEVELS = 16
"""The brightest pixel, 1 in [0, 1]."""

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


def load() -> tuple[Floats, Labels, Floats, Labels]:
    """Train images (1297, 8, 8, 1) in [0, 1] and labels, then 500 of each to test on, stratified by digit."""
    with np.load(Path(__file__).with_suffix(".npz"), allow_pickle=False) as stored:
        train, test = (stored[f"{part}_images"][..., None] / np.float32(GREY_LEVELS) for part in ("train", "test"))
        train_labels, test_labels = (stored[f"{part}_labels"].astype(np.int64) for part in ("train", "test"))
    return train, train_labels, test, test_labels
