"""Errors of the weights that simulated chips hold, against the weights they were meant to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.array import Crossbar
from worker.crossbar.chip.conductances import max_magnitude
from worker.crossbar.chip.core import Core
from worker.crossbar.tools.arrays import Floats

Arrays = Mapping[int, Crossbar]
"""The crossbar of each layer of one chip, by the layer's place."""


@dataclass(frozen=True, eq=False)
class WeightErrors:
    """Errors of one crossbar's weights (m, p), as fractions of `w_max`, the largest |w| of the ideal array."""

    w_max: float
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
    """Variance over chips, in units of the weight squared, as a mean over columns: (m,), and the row of biases if any."""
    shape: tuple[int, int]


def weight_errors(ideal: Arrays, chips: Sequence[Arrays]) -> dict[int, WeightErrors]:
    """Of every crossbar, over at least two chips."""
    return {index: _of_one(array, [chip[index] for chip in chips]) for index, array in ideal.items()}


def rows_of(chip: Crossbar) -> Floats:
    """All that inputs are multiplied by: the weights (m, p), and below them the biases where they lie on the array."""
    return chip.combined.weights if isinstance(chip, Core) else chip.weights


def _of_one(ideal: Crossbar, chips: Sequence[Crossbar]) -> WeightErrors:
    wanted = ideal.weights.astype(np.float64)
    scale, count = max_magnitude(ideal.weights) or 1.0, len(wanted)
    mean = np.zeros(rows_of(chips[0]).shape)
    squares, reads, error_squares = np.zeros_like(mean), np.zeros_like(wanted), 0.0
    for number, chip in enumerate(chips, start=1):
        # Welford's: one chip's weights at a time.
        programmed = rows_of(chip).astype(np.float64)
        away = programmed - mean
        mean += away / number
        squares += away * (programmed - mean)
        error_squares += float(np.square(programmed[:count] - wanted).mean())
        reads += chip.read_sigma**2 if chip.read_variance is None else chip.read_variance
    variance = squares / (len(chips) - 1)
    found, power = mean[:count], float(np.square(wanted).sum())
    return WeightErrors(
        w_max=scale,
        root_mean_square=float(np.sqrt(error_squares / len(chips))) / scale,
        spread=float(np.sqrt(variance[:count].mean())) / scale,
        read=float(np.sqrt((reads / len(chips)).mean())) / scale,
        bias=float((np.sign(wanted) * (found - wanted)).mean()) / scale,
        gain=float((found * wanted).sum()) / power if power else 1.0,
        variance_of_rows=variance.mean(axis=1),
        shape=(count, wanted.shape[1]),
    )
