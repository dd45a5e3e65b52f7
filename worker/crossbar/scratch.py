"""Work arrays that are used again for every block: fresh memory costs more than filling it."""

from __future__ import annotations

from math import prod

import numpy as np

from worker.crossbar.layers import Floats


class Scratch:
    """Arrays by name. What an array held before is undefined; two uses at a time need two names."""

    def __init__(self) -> None:
        self._held: dict[str, Floats] = {}

    def floats(self, name: str, *shape: int) -> Floats:
        """A contiguous array of this shape."""
        size = prod(shape)
        held = self._held.get(name)
        if held is None or held.size < size:
            held = self._held[name] = np.empty(size, np.float32)
        return held[:size].reshape(shape)
