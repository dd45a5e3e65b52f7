"""The 8 x 8 handwritten digits that scikit-learn made known: always there, no download.

`digits.npz` holds them as scikit-learn's `load_digits` gives them, already split.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backend.datasets.files.source import Dataset, Source
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

SPLIT_SEED = 20200317
"""Names the fixed split, stratified by digit; the test images are the same for everyone."""
GREY_LEVELS = 16
"""The brightest pixel, 1 in [0, 1]."""


class Shipped(Source):
    """A data set in the file beside this one, which ships with the program."""

    def missing(self, _folder: Path) -> list[str]:
        """Return an empty list: the file is always there."""
        return []

    def place(self, _folder: Path) -> str:
        """Return where the data set is, as a sentence without a full stop."""
        return "comes along"

    def read(self, _folder: Path) -> Dataset:
        """Return the arrays of the data set, split into training and test."""
        with np.load(Path(__file__).with_suffix(".npz"), allow_pickle=False) as stored:
            train, test = (self.normalised(stored[f"{part}_images"]) for part in ("train", "test"))
            train_labels, test_labels = (stored[f"{part}_labels"].astype(np.int64) for part in ("train", "test"))
        return Dataset(self.record.name, train, train_labels, test, test_labels)


DATASET = Shipped(
    DatasetRecord(
        name="digits",
        title="Digits (8 x 8)",
        short_title="Digits",
        kind="image",
        shape=(8, 8, 1),
        classes=tuple("0123456789"),
        train_images=1297,
        test_images=500,
        scale=1 / GREY_LEVELS,
        licence="CC BY 4.0",
        citation="E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, "
        "doi 10.24432/C50P49",
        year=1998,
        source="1,797 images of 17 grey levels by 43 people, as in scikit-learn; they ship with the program.",
        drawn_by_hand=True,
        drawing="digits",
        training=TrainingDefaults(size="small", epochs=60, batch_size=32, learning_rate=0.005),
    )
)
