"""Work arrays that are used again for every block of images: allocating memory takes longer than filling it."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray


class Scratch:
    """Work arrays by name.

    An array of a name is overwritten by the next request for that name, so that two arrays in use at a time need two names.
    Their content is undefined at first. Not safe for use by several threads at a time.
    """

    def __init__(self) -> None:
        """Create a scratch without any memory; arrays are allocated, and enlarged, as they are requested."""
        self._buffers: dict[str, NDArray[np.float32]] = {}
        self._zeros = np.zeros(0, np.float32)

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Return the contiguous float32 array of this name with the given shape; its content is undefined."""
        size = prod(shape)
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < size:
            buffer = self._buffers[name] = np.empty(size, np.float32)
        return buffer[:size].reshape(shape)

    def zeros(self, *shape: int) -> NDArray[np.float32]:
        """Return float32 zeros of the given shape. They are shared and read-only."""
        size = prod(shape)
        if self._zeros.size < size:
            self._zeros = np.zeros(size, np.float32)
            self._zeros.flags.writeable = False
        return self._zeros[:size].reshape(shape)
