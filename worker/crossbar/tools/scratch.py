"""Work arrays that are used again for every block: fresh memory costs more than filling it."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Scratch:
    """Arrays by name. What an array held before is undefined; two uses at a time need two names."""

    def __init__(self) -> None:
        self._held: dict[str, NDArray[Any]] = {}
        self._zeros = np.zeros(0, np.float32)

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A contiguous array of this shape."""
        return self._array(name, shape, np.float32)

    def zeros(self, *shape: int) -> NDArray[np.float32]:
        """Zeros of this shape: to be read only."""
        size = prod(shape)
        if self._zeros.size < size:
            self._zeros = np.zeros(size, np.float32)
            self._zeros.flags.writeable = False
        return self._zeros[:size].reshape(shape)

    def indices(self, name: str, *shape: int) -> NDArray[np.intp]:
        return self._array(name, shape, np.intp)

    def _array(self, name: str, shape: tuple[int, ...], kind: type[Any]) -> NDArray[Any]:
        size = prod(shape)
        held = self._held.get(name)
        if held is None or held.size < size:
            held = self._held[name] = np.empty(size, kind)
        return held[:size].reshape(shape)
