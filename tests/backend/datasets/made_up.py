"""Data sets of other shapes than those that ship: what a data set may be, beside ten classes of grey images."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backend.datasets.files.source import Dataset, Source
from backend.schemas.dataset import DatasetRecord, TrainingDefaults


class MadeUp(Source):
    """Noise around one pattern for each class: always there, and easy to tell apart."""

    def missing(self, _folder: Path) -> list[str]:
        return []

    def place(self, _folder: Path) -> str:
        return "made up"

    def read(self, _folder: Path) -> Dataset:
        random = np.random.default_rng(0)
        shape, classes = self.record.input_shape, len(self.record.classes)
        patterns = random.random((classes, *shape))

        def part(count: int) -> tuple[np.ndarray, np.ndarray]:
            labels = np.arange(count) % classes
            images = np.clip(0.8 * patterns[labels] + 0.2 * random.random((count, *shape)), 0, 1)
            return images.astype(np.float32), labels.astype(np.int64)

        return Dataset(self.record.name, *part(self.record.train_images), *part(self.record.test_images))


def record(name: str, **fields: object) -> DatasetRecord:
    """A record with the fields that matter to a test."""
    usual = {
        "title": name,
        "short_title": name,
        "train_images": 200,
        "test_images": 80,
        "scale": 1.0,
        "licence": "none",
        "citation": "nobody",
        "year": 2026,
        "source": "made up",
        "training": TrainingDefaults(size="small", epochs=3, batch_size=20, learning_rate=0.01),
    }
    return DatasetRecord.model_validate({"name": name, **usual, **fields})


COLOURS = MadeUp(record("colours", kind="image", shape=(6, 10, 3), classes=("red", "green", "blue", "grey")))
"""Four classes of images of three channels, wider than high."""
SIGNALS = MadeUp(record("signals", kind="sequence", shape=(12, 5), classes=("up", "down", "flat")))
"""Three classes of sequences: 12 time steps of 5 features."""
