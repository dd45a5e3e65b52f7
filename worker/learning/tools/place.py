"""Which random numbers an array of devices is given: those of its seed, layer, chip and part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.tools.streams import Purpose, stream

PARTS = 4
"""Arrays that one layer may have on a chip, such as the two of Tiki-Taka; their streams are apart."""


@dataclass(frozen=True)
class Place:
    """The names of the streams of one array: run's seed, index of the layer, number of the chip, part of the layer."""

    seed: int
    layer: int = 0
    draw: int = 0
    part: int = 0

    def stream(self, purpose: Purpose, block: int = 0) -> np.random.Generator:
        """Return a generator at the beginning of this block of the array's stream of this purpose."""
        return stream(self.seed, purpose, draw=self.draw, layer=self.layer, block=block * PARTS + self.part)
