"""A way to make pulses of an input and a gradient."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.learning.devices.array import DeviceArray
from worker.learning.devices.curves import Indices
from worker.learning.tools.pools import WordPool


class Update(ABC):
    """Settings of an update; it has no state."""

    @abstractmethod
    def apply(self, array: DeviceArray, x: Floats, delta: Floats, rate: float, words: WordPool) -> None:
        """Change the weights of an array (m, p) by -rate x delta^T, as far as its devices do; x (m,), delta (p,).

        Random trains are made of `words`.
        """


class PulsedUpdate(Update):
    """An update by whole numbers of pulses."""

    def apply(self, array: DeviceArray, x: Floats, delta: Floats, rate: float, words: WordPool) -> None:
        """Give each device its pulses; -rate x delta / step of them are asked for."""
        rows, columns = x.nonzero()[0], delta.nonzero()[0]
        if not len(rows) or not len(columns) or not rate:
            return
        inputs, gradients = x.take(rows), delta.take(columns)
        row, column, counts = self._coincidences(np.abs(inputs), np.abs(gradients), abs(rate) / array.step, words)
        counts *= np.sign(inputs).take(row)
        counts *= np.sign(gradients if rate < 0 else -gradients).take(column)
        devices = (rows * array.shape[1]).take(row)
        devices += columns.take(column)
        array.pulse(devices, counts)

    @abstractmethod
    def _coincidences(self, x: Floats, delta: Floats, per: float, words: WordPool) -> tuple[Indices, Indices, Floats]:
        """Return where pulses coincide, as indices in x and in delta, and how many do, for positive x and delta.

        `per` x delta pulses are asked for.
        """


def probabilities(x: Floats, delta: Floats, per: float, length: int) -> tuple[Floats, Floats]:
    """Return the probabilities of a pulse in each of `length` slots, on rows and on columns: their product is asked for / length.

    Both have the same maximum (update management); what would be more than 1 is 1, and then fewer pulses come than are
    asked for. T. Gokmen and Y. Vlasov, Front. Neurosci. 10, 333 (2016); T. Gokmen et al., Front. Neurosci. 11, 538 (2017).
    """
    largest_x, largest_delta = float(x.max()), float(delta.max())
    top = np.sqrt(per * largest_x * largest_delta / length)
    both = x * np.float32(top / largest_x), delta * np.float32(top / largest_delta)
    return np.minimum(both[0], np.float32(1)), np.minimum(both[1], np.float32(1))
