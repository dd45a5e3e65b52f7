"""Errors of the weights that simulated chips hold, relative to the ideal weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.array import Crossbar
from worker.crossbar.chip.conductances import max_magnitude
from worker.crossbar.chip.core import Core
from worker.crossbar.chip.groups import whole_of
from worker.crossbar.tools.arrays import Floats

Arrays = Mapping[int, Crossbar]
"""The crossbar of each layer of one chip, by layer index."""


@dataclass(frozen=True, eq=False)
class WeightErrors:
    """Errors of one crossbar's weights (m, p), as fractions of `w_max`, the largest |w| of the ideal array."""

    w_max: float
    """The largest |w| of the ideal array, in the unit of the weights."""
    root_mean_square: float
    """Root mean square of all errors, over chips and weights."""
    spread: float
    """Standard deviation over chips, as a root mean square over weights."""
    read: float
    """Standard deviation of the error that each read adds, as a root mean square over weights."""
    bias: float
    """Mean error along the sign of the weight; negative: towards zero."""
    gain: float
    """Factor on the weights that best explains the mean chip."""
    variance_of_rows: NDArray[np.float64]
    """Variance over chips in the unit of the weights squared, as a mean over columns: (m,), and the row of biases if any."""
    shape: tuple[int, int]
    """Shape (m, p) of the weights."""


def weight_errors(ideal: Arrays, chips: Sequence[Arrays]) -> dict[int, WeightErrors]:
    """Return the errors of every crossbar by layer index, over at least two chips."""
    return {index: _errors_of(array, [chip[index] for chip in chips]) for index, array in ideal.items()}


def rows_of(chip: Crossbar) -> Floats:
    """Return everything that inputs are multiplied by: weights (m, p) and, if they are stored on the array, biases below them."""
    whole = whole_of(chip)
    return whole.all_weights if isinstance(whole, Core) else whole.weights


def _errors_of(ideal: Crossbar, chips: Sequence[Crossbar]) -> WeightErrors:
    ideal_weights = ideal.weights.astype(np.float64)
    scale, count = max_magnitude(ideal.weights) or 1.0, len(ideal_weights)
    mean = np.zeros(rows_of(chips[0]).shape)
    squares, reads, error_squares = np.zeros_like(mean), np.zeros_like(ideal_weights), 0.0
    for number, chip in enumerate(chips, start=1):
        # Welford's: one chip's weights at a time.
        programmed = rows_of(chip).astype(np.float64)
        deviation = programmed - mean
        mean += deviation / number
        squares += deviation * (programmed - mean)
        error_squares += float(np.square(programmed[:count] - ideal_weights).mean())
        reads += chip.weight_read_variance
    variance = squares / (len(chips) - 1)
    mean_weights, power = mean[:count], float(np.square(ideal_weights).sum())
    return WeightErrors(
        w_max=scale,
        root_mean_square=float(np.sqrt(error_squares / len(chips))) / scale,
        spread=float(np.sqrt(variance[:count].mean())) / scale,
        read=float(np.sqrt((reads / len(chips)).mean())) / scale,
        bias=float((np.sign(ideal_weights) * (mean_weights - ideal_weights)).mean()) / scale,
        gain=float((mean_weights * ideal_weights).sum()) / power if power else 1.0,
        variance_of_rows=variance.mean(axis=1),
        shape=(count, ideal_weights.shape[1]),
    )
