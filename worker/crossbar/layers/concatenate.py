"""The values of several layers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Merging, Seen
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class Concatenate(Merging):
    """The channels of two or more images one after another, or the values of vectors."""

    kind: ClassVar[str] = "concatenate"

    def forward_all(self, values: Sequence[Floats], access: Access) -> Floats:
        """Return images (height, width, all channels, n) or vectors (all values, n), stored in the scratch."""
        *sides, _channels, count = values[0].shape
        result = access.scratch.floats(access.name, *sides, sum(one.shape[-2] for one in values), count)
        return np.concatenate(values, axis=-2, out=result)

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the channels of each layer."""
        ends = np.cumsum([one.shape[-2] for one in seen.values])
        return tuple(np.split(gradient, ends[:-1], axis=-2))
