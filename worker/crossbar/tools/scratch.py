"""Work arrays that are used again for every block of images: allocating memory takes longer than filling it."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from worker.crossbar.tools.arrays import Floats


class Scratch:
    """Work arrays by name.

    An array of a name is overwritten by the next request for that name, so that two arrays in use at a time need two names.
    Their content is undefined at first. Not safe for use by several threads at a time.
    """

    def __init__(self, dtype: type[np.floating[Any]] = np.float32) -> None:
        """Create a scratch without any memory; arrays of this type are allocated, and enlarged, as they are requested."""
        self.dtype: Any = dtype
        self._buffers: dict[str, Floats] = {}
        self._zeros: Floats = np.zeros(0, self.dtype)

    def floats(self, name: str, *shape: int) -> Floats:
        """Return the contiguous array of this name with the given shape; its content is undefined."""
        size = prod(shape)
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < size:
            buffer = self._buffers[name] = np.empty(size, self.dtype)
        return buffer[:size].reshape(shape)

    def zeros(self, *shape: int) -> Floats:
        """Return zeros of the given shape. They are shared and read-only."""
        size = prod(shape)
        if self._zeros.size < size:
            self._zeros = np.zeros(size, self.dtype)
            self._zeros.flags.writeable = False
        return self._zeros[:size].reshape(shape)


class KeptArrays(Scratch):
    """In place of work arrays, arrays that are kept: every request is given memory of its own."""

    def floats(self, name: str, *shape: int) -> Floats:
        """Return a new contiguous array of the given shape, whatever the name; its content is undefined."""
        return np.empty(shape, self.dtype)
