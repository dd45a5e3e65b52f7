"""MNIST-1D: the ten digits as noisy, shifted and stretched lines."""

from __future__ import annotations

from backend.datasets.files.arrays import ArraysSet
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

LOW, HIGH = -5.48, 4.54
"""What is 0 and 1 in [0, 1]: the range of the training values, to two digits."""

DATASET = ArraysSet(
    DatasetRecord(
        name="mnist-1d",
        title="MNIST-1D (40 steps)",
        short_title="MNIST-1D",
        kind="sequence",
        shape=(40, 1),
        classes=tuple("0123456789"),
        train_images=4000,
        test_images=1000,
        offset=-LOW / (HIGH - LOW),
        scale=1 / (HIGH - LOW),
        licence="Apache-2.0",
        citation="S. Greydanus and D. Kobak, Scaling Down Deep Learning with MNIST-1D, arXiv:2011.14439",
        year=2020,
        source="5,000 lines made by a program from a template for each digit.",
        training=TrainingDefaults(size="small", epochs=60, batch_size=32, learning_rate=0.003),
    ),
    sha256="f31c562ba0b8d9e18dfadf8e18095444c623a7146db0bf0a04b071be48e57b44",
)
