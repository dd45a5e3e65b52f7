"""Deterministic pulses: no chance, the nearest whole number of pulses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.learning.devices.curves import Indices
from worker.learning.tools.pools import WordPool
from worker.learning.updates.update import PulsedUpdate, probabilities


@dataclass(frozen=True)
class Deterministic(PulsedUpdate):
    """Rows and columns have whole numbers of pulses out of so many slots, and coincide as often as evenly spread ones would.

    What is asked for is rounded three times: on rows, on columns, and where they meet. Updates below half a pulse are lost.
    """

    length: int = 31
    """Slots of a train (BL)."""

    def _coincidences(self, x: Floats, delta: Floats, per: float, words: WordPool) -> tuple[Indices, Indices, Floats]:
        on_rows, on_columns = (np.rint(chance * self.length) for chance in probabilities(x, delta, per, self.length))
        counts = np.rint(np.multiply.outer(on_rows, on_columns / np.float32(self.length))).reshape(-1)
        met = (counts != 0).nonzero()[0]
        return *np.divmod(met, len(delta)), counts.take(met)
