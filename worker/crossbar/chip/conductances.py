"""Weights as pairs of conductances, and back.

Conductances are fractions of the window: 0 is G_min, 1 is G_max.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class Pairs:
    """The two conductances of every weight, as fractions of the window.

    `positive` is (m, p). So is `negative`, unless `shared` neighbouring weights of a row have one reference device in common:
    then it is (m, c), one column for each of c arrays. A weight is (positive - negative) * unit.
    """

    positive: Floats
    negative: Floats
    unit: float
    shared: int | None = None

    def weights(self) -> Floats:
        """Return the weights (m, p) that the conductances represent."""
        return (self.positive - for_each_weight(self.negative, self.shared, self.positive.shape[1])) * np.float32(self.unit)


def for_each_weight(negative: Floats, shared: int | None, outputs: int) -> Floats:
    """Return what `negative` (m, c) holds for each weight (m, p), p being `outputs`, or (m, 1) if it is the same for a whole row.

    Each of its columns belongs to `shared` neighbouring outputs, the last one to fewer; None: to one.
    """
    if shared is None or negative.shape[1] == 1:
        return negative
    return np.repeat(negative, shared, axis=1)[:, :outputs]


def max_magnitude(weights: Floats) -> float:
    """Return w_max = max |w| of weights of any shape, 0 for none; an array maps [-w_max, w_max] on its conductances."""
    return float(np.abs(weights).max(initial=0.0))


def clip_to_percentile(weights: Floats, percentile: float) -> Floats:
    """Return weights of any shape, clipped to a percentile of their |w|, which then is their w_max.

    Weights of 0 do not count for the percentile, so that unused places of a crossbar do not influence its range.
    """
    magnitudes = np.abs(weights[weights != 0])
    if percentile == 100 or not magnitudes.size:
        return weights
    w_max = np.float32(np.percentile(magnitudes, percentile))
    return np.clip(weights, -w_max, w_max)


@dataclass(frozen=True, eq=False)
class Stored:
    """What is stored on a crossbar: `weights` (m, p), the last row those of biases if these are stored too.

    Output j counts `factors` (p,) times; None: once. With factors, all columns have the same largest |w|, that of the layer.
    """

    weights: Floats
    factors: Floats | None = None


def stored_on_array(weights: Floats, bias: Floats | None, percentile: float, scaling: Literal["array", "column"]) -> Stored:
    """Return what is stored of weights (m, p) and, if given, biases (p,), clipped to a percentile of the layer or of each column.

    A column without weights has the factor 1.
    """
    stored = weights if bias is None else np.concatenate([weights, bias[None]])
    if scaling == "array":
        return Stored(clip_to_percentile(stored, percentile))
    clipped = np.column_stack([clip_to_percentile(column, percentile) for column in stored.T]).astype(np.float64)
    largest = np.abs(clipped).max(axis=0)
    factors = np.where(largest > 0, largest / (largest.max() or 1.0), 1.0)
    return Stored((clipped / factors).astype(np.float32), factors.astype(np.float32))


def to_pairs(
    weights: Floats,
    mapping: Literal["differential", "offset"],
    pair: Literal["one_sided", "two_sided"] = "one_sided",
    w_max: float | None = None,
    columns: int | None = None,
) -> Pairs:
    """Return the conductances for weights (m, p) within [-w_max, w_max]; without `w_max`, their own max |w| is used.

    differential: two devices for each weight. With one-sided pairs one of them is idle at G_min; with two-sided pairs they lie
    symmetrically about the middle of the window. offset: one device for each weight, at the middle of the window for weight 0,
    and one reference column at the middle for each array, which has `columns` columns of weights; None: one array for all.
    """
    w_max = (max_magnitude(weights) if w_max is None else w_max) or 1.0
    if mapping == "differential":
        scaled = weights / np.float32(w_max)
        if pair == "two_sided":
            half = np.float32(0.5)
            return Pairs(half + half * scaled, half - half * scaled, w_max)
        return Pairs(np.maximum(scaled, 0), np.maximum(-scaled, 0), w_max)
    rows, outputs = weights.shape
    shared = columns or max(1, outputs)
    reference = np.full((rows, reference_columns(outputs, shared)), 0.5, np.float32)
    return Pairs(weights / np.float32(2 * w_max) + np.float32(0.5), reference, 2 * w_max, shared)


def reference_columns(outputs: int, shared: int) -> int:
    """Return how many reference columns a layer has, one for each array of at most `shared` outputs."""
    return -(-outputs // shared)


def to_table(pairs: Pairs, levels: Floats) -> Pairs:
    """Return pairs whose conductances are the nearest of `levels`, ascending fractions of the window from 0 to 1.

    Each device of a pair goes to the level nearest to its own target. A reference column goes to the level nearest to the
    middle of the window, and a weight's device to the one whose distance from the reference is nearest to the weight. Halfway
    between two levels, the lower one is taken.
    """
    negative, targets = _nearest(pairs.negative, levels), pairs.positive
    if pairs.shared is not None:
        targets = targets + for_each_weight(negative - pairs.negative, pairs.shared, targets.shape[1])
    return Pairs(_nearest(targets, levels), negative, pairs.unit, pairs.shared)


def _nearest(fractions: Floats, levels: Floats) -> Floats:
    """Return the nearest level for each fraction, of the same shape."""
    halfway = (levels[:-1] + levels[1:]) / 2
    nearest: Floats = levels[np.searchsorted(halfway, fractions, side="left")]
    return nearest
