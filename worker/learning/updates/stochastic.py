"""Stochastic pulse trains: a device moves in each time slot in which its row and its column have a pulse.

T. Gokmen and Y. Vlasov, "Acceleration of deep neural network training with resistive cross-point devices: design
considerations", Front. Neurosci. 10, 333 (2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.learning.devices.curves import Indices
from worker.learning.tools.pools import WordPool
from worker.learning.updates.update import PulsedUpdate, probabilities

WORDS = {8: np.uint8, 16: np.uint16, 32: np.uint32, 64: np.uint64}
"""A train is one whole number, a bit for each slot."""
ONE = 2.0**32


@dataclass(frozen=True)
class Stochastic(PulsedUpdate):
    """Random trains of so many slots on every row and column, the same train for all devices of it."""

    length: int = 31
    """Slots of a train (BL), 1 to 64."""
    adaptive: bool = False
    """Whether trains are only as long as the largest update needs, at most `length` (Gokmen et al. 2017)."""

    def _coincidences(self, x: Floats, delta: Floats, per: float, words: WordPool) -> tuple[Indices, Indices, Floats]:
        length = self.length
        if self.adaptive:
            length = min(length, max(1, ceil(per * float(x.max()) * float(delta.max()))))
        trains = _trains(np.concatenate(probabilities(x, delta, per, length)), length, words)
        on_rows, on_columns = trains[: len(x)], trains[len(x) :]
        rows, columns = on_rows.nonzero()[0], on_columns.nonzero()[0]
        both = np.bitwise_and.outer(on_rows.take(rows), on_columns.take(columns)).reshape(-1)
        met = np.flatnonzero(both != 0)
        row, column = np.divmod(met, max(1, len(columns)))
        return rows.take(row), columns.take(column), np.bitwise_count(both.take(met)).astype(np.float32)


def _trains(chances: Floats, length: int, words: WordPool) -> NDArray[np.unsignedinteger]:
    """Return a train for each chance: each of its `length` bits is 1 with that chance, in steps of 2^-32."""
    width = next(width for width in WORDS if width >= length)
    # In float64: float32 has no number between 2^32 - 1 and 2^32.
    thresholds = np.maximum(np.rint(chances.astype(np.float64) * ONE) - 1, 0).astype(np.uint32)
    numbers = words.take(len(chances) * width).reshape(-1, width)
    bits = np.packbits((numbers <= thresholds[:, None]).reshape(-1), bitorder="little").view(WORDS[width])
    if length < width:
        bits &= WORDS[width]((1 << length) - 1)
    return bits
