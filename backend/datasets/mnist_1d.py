"""MNIST-1D: the ten digits as noisy, shifted and stretched lines, made here as its authors make them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.datasets.files.arrays import ArraysSet
from backend.datasets.files.source import Fetchable, Progress
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

Line = NDArray[np.float64]

LOW, HIGH = -5.48, 4.54
"""What is 0 and 1 in [0, 1]: the range of the training values, to two digits."""
TRAIN, TEST, LENGTH = 4000, 1000, 40
SEED = 42
TEMPLATES = """
5 6   6.5 6.75 7   7    7    7   6.75 6.5 6   5
5 3   3   3.4  3.8 4.2  4.6  5   5.4  5.8 5   5
5 6   6.5 6.5  6   5.25 4.75 4   3.5  3.5 4   5
5 6   6.5 6.5  6   5    5    6   6.5  6.5 6   5
5 4.4 3.8 3.2  2.6 2.6  5    5   5    5   5   5
5 3   3   3    3   5    6    6.5 6.5  6   4.5 5
5 4   3.5 3.25 3   3    3    3   3.25 3.5 4   5
5 7   7   6.6  6.2 5.8  5.4  5   4.6  4.2 5   5
5 4   3.5 3.5  4   5    5    4   3.5  3.5 4   5
5 4   3.5 3.5  4   5    5    5   5    4.7 4.3 5
"""
"""A line of twelve values for each digit."""
LEAST_PADDING, MOST_PADDING = 36, 60
STRETCHED = 12 + MOST_PADDING
SCALING, SHIFTS, SMOOTH_NOISE, NOISE, SHEAR = 0.4, 48, 0.25, 0.02, 0.75
SMOOTHING, RADIUS = 2.0, 8
"""Standard deviation of the gaussian by which noise is smoothed, and where it ends, in steps."""
TINY = 1e-8
"""Added to a template, whose zeros are then told from padding."""


class Mnist1d(Fetchable, ArraysSet):
    """The data set of the package mnist1d with its defaults, which is a computation, not a download."""

    def fetch(self, folder: Path, progress: Progress) -> None:
        """Compute the data set. Raises FetchFailed where this machine's arithmetic gives other bits."""
        from backend.datasets.files.fetching import FetchFailed, keep

        if not self.missing(folder):
            return
        try:
            content = self.packed(made())
        except ValueError as error:
            raise FetchFailed(f"{self.record.name}: {error}") from None
        keep(content, folder / self.file)
        progress(self.file, len(content), len(content))


def made() -> dict[str, NDArray[Any]]:
    """Return the four arrays: lines (n, 40), float32, of mean 0 and deviation 1, and their labels."""
    random = np.random.RandomState(SEED)
    each = (TRAIN + TEST) // 10
    lines = np.stack([_line(template, random) for template in _templates() for _ in range(each)])
    order = random.permutation(len(lines))
    lines, labels = lines[order], np.repeat(np.arange(10, dtype=np.uint8), each)[order]
    values = ((lines - lines.mean()) / lines.std()).astype(np.float32)
    return {"x_train": values[:TRAIN], "y_train": labels[:TRAIN], "x_test": values[TRAIN:], "y_test": labels[TRAIN:]}


def _templates() -> NDArray[np.float64]:
    """The templates (10, 12), of mean 0 and deviation 1, from 0 and a sixth as large."""
    values = np.array([[float(number) for number in line.split()] for line in TEMPLATES.strip().splitlines()])
    values -= values.mean(axis=1, keepdims=True)
    values /= values.std(axis=1, keepdims=True)
    return np.asarray((values - values[:, :1]) / 6.0)


def _line(template: Line, random: np.random.RandomState) -> Line:
    """A line of 40 values: padded, stretched, scaled, shifted, with noise, sheared, and read at fewer places."""
    padding = LEAST_PADDING + int(random.rand() * (MOST_PADDING - LEAST_PADDING + 1))
    line = _read_at(np.concatenate([template + TINY, np.zeros(padding)]), STRETCHED)
    line *= 1 + SCALING * (random.rand() - 0.5)
    line = np.roll(line, random.choice(SHIFTS))
    line = np.where(line != 0, line, _smooth(SMOOTH_NOISE * random.randn(STRETCHED)))
    line = line + NOISE * random.randn(STRETCHED)
    line = line - SHEAR * (random.rand() - 0.5) * np.linspace(-0.5, 0.5, STRETCHED)
    return _read_at(line, LENGTH)


def _smooth(line: Line) -> Line:
    """A line smoothed by a gaussian, continued at its ends as in a mirror."""
    weights = np.exp(-0.5 * (np.arange(-RADIUS, RADIUS + 1) / SMOOTHING) ** 2)
    around = np.concatenate([line[:RADIUS][::-1], line, line[-RADIUS:][::-1]])
    return np.convolve(around, weights / weights.sum(), "valid")


def _read_at(line: Line, places: int) -> Line:
    """A line at so many evenly spaced places, with straight lines between its values."""
    return np.asarray(np.interp(np.linspace(0, 1, places), np.linspace(0, 1, len(line)), line), np.float64)


DATASET = Mnist1d(
    DatasetRecord(
        name="mnist-1d",
        title="MNIST-1D (40 steps)",
        short_title="MNIST-1D",
        kind="sequence",
        shape=(LENGTH, 1),
        classes=tuple("0123456789"),
        train_images=TRAIN,
        test_images=TEST,
        offset=-LOW / (HIGH - LOW),
        scale=1 / (HIGH - LOW),
        licence="Apache-2.0",
        citation="S. Greydanus and D. Kobak, Scaling Down Deep Learning with MNIST-1D, arXiv:2011.14439",
        year=2020,
        source="5,000 lines made by a program from a template for each digit; computed here when asked for.",
        training=TrainingDefaults(size="small", epochs=60, batch_size=32, learning_rate=0.003, inputs="0.547,0.0996"),
    ),
    sha256="f31c562ba0b8d9e18dfadf8e18095444c623a7146db0bf0a04b071be48e57b44",
)
