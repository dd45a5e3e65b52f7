"""Errors of the weights that simulated chips hold, against the weights they were meant to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.array import Crossbar
from worker.crossbar.conductances import largest

Arrays = Mapping[int, Crossbar]
"""The crossbar of each layer of one chip, by the layer's place."""


@dataclass(frozen=True, eq=False)
class WeightErrors:
    """Of one crossbar (m, p). Errors are fractions of `largest`, the array's max |w|."""

    largest: float
    root_mean_square: float
    """Of all errors, over chips and weights."""
    spread: float
    """Standard deviation over chips, as a root mean square over weights."""
    read: float
    """Standard deviation of what each read adds, as a root mean square over weights."""
    bias: float
    """Mean error along the sign of the weight; below 0: towards zero."""
    gain: float
    """Factor on the weights that explains most of the mean chip."""
    variance_of_rows: NDArray[np.float64]
    """Variance of a weight over chips and reads, in units of the weight squared, as a mean over columns: (m,)."""
    shape: tuple[int, int]


def weight_errors(ideal: Arrays, chips: Sequence[Arrays]) -> dict[int, WeightErrors]:
    """Of every crossbar, over at least two chips."""
    return {index: _of_one(array, [chip[index] for chip in chips]) for index, array in ideal.items()}


def _of_one(ideal: Crossbar, chips: Sequence[Crossbar]) -> WeightErrors:
    wanted = ideal.weights.astype(np.float64)
    scale = largest(ideal.weights) or 1.0
    mean, squares, error_squares = np.zeros_like(wanted), np.zeros_like(wanted), 0.0
    reads = np.zeros_like(wanted)
    for number, chip in enumerate(chips, start=1):
        # Welford's: one chip's weights at a time.
        held = chip.weights.astype(np.float64)
        away = held - mean
        mean += away / number
        squares += away * (held - mean)
        error_squares += float(np.square(held - wanted).mean())
        reads += chip.read_sigma**2 if chip.read_variance is None else chip.read_variance
    variance, read = squares / (len(chips) - 1), reads / len(chips)
    power = float(np.square(wanted).sum())
    return WeightErrors(
        largest=scale,
        root_mean_square=float(np.sqrt(error_squares / len(chips))) / scale,
        spread=float(np.sqrt(variance.mean())) / scale,
        read=float(np.sqrt(read.mean())) / scale,
        bias=float((np.sign(wanted) * (mean - wanted)).mean()) / scale,
        gain=float((mean * wanted).sum()) / power if power else 1.0,
        variance_of_rows=(variance + read).mean(axis=1),
        shape=(wanted.shape[0], wanted.shape[1]),
    )
