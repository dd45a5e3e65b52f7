"""Weights as conductances and back.

Conductances are in units of the window: 0 is G_min, 1 is G_max.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class Pairs:
    """The two conductances of every weight, each (m, p), or (m, 1) where a column is shared.

    weight = (positive - negative) * unit
    """

    positive: Floats
    negative: Floats
    unit: float

    def weights(self) -> Floats:
        """(m, p)."""
        return (self.positive - self.negative) * np.float32(self.unit)


def largest(weights: Floats) -> float:
    """w_max = max |w| of an array; weights are mapped on [-w_max, w_max]."""
    return float(np.abs(weights).max(initial=0.0))


def clipped(weights: Floats, percentile: float) -> Floats:
    """Weights (m, p) clipped to a percentile of their |w|, which is then their w_max.

    Weights of 0 are left out of the percentile: an array's empty places do not decide its range.
    """
    sizes = np.abs(weights[weights != 0])
    if percentile == 100 or not sizes.size:
        return weights
    w_max = np.float32(np.percentile(sizes, percentile))
    return np.clip(weights, -w_max, w_max)


def on_array(weights: Floats, bias: Floats | None, percentile: float) -> Floats:
    """What is to lie on an array: weights (m, p), below them biases (p,) if they do too, clipped as `clipped` says."""
    return clipped(weights if bias is None else np.concatenate([weights, bias[None]]), percentile)


def to_pairs(
    weights: Floats,
    mapping: Literal["differential", "offset"],
    pair: Literal["one_sided", "two_sided"] = "one_sided",
    w_max: float | None = None,
) -> Pairs:
    """Put weights (m, p) within [-w_max, w_max] on devices; w_max is their own if none is given.

    differential: two devices a weight, the idle one at G_min (one-sided), or both as far from the middle
    of the window, one above and one below (two-sided).
    offset: one device a weight, G = 1/2 at weight 0, and one shared reference device a row.
    """
    w_max = (largest(weights) if w_max is None else w_max) or 1.0
    if mapping == "differential":
        scaled = weights / np.float32(w_max)
        if pair == "two_sided":
            half = np.float32(0.5)
            return Pairs(half + half * scaled, half - half * scaled, w_max)
        return Pairs(np.maximum(scaled, 0), np.maximum(-scaled, 0), w_max)
    reference = np.full((weights.shape[0], 1), 0.5, np.float32)
    return Pairs(weights / np.float32(2 * w_max) + np.float32(0.5), reference, 2 * w_max)
