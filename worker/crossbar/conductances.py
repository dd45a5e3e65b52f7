"""Weights as conductances and back.

Conductances are in units of the window: 0 is G_min, 1 is G_max.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from worker.crossbar.layers import Floats


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


def to_pairs(weights: Floats, mapping: Literal["differential", "offset"]) -> Pairs:
    """Put weights (m, p) on devices.

    differential: two devices a weight, the idle one at G_min (one-sided).
    offset: one device a weight, G = 1/2 at weight 0, and one shared reference device a row.
    """
    w_max = largest(weights) or 1.0
    if mapping == "differential":
        scaled = weights / np.float32(w_max)
        return Pairs(np.maximum(scaled, 0), np.maximum(-scaled, 0), w_max)
    half = np.full((weights.shape[0], 1), 0.5, np.float32)
    return Pairs(weights / np.float32(2 * w_max) + np.float32(0.5), half, 2 * w_max)
