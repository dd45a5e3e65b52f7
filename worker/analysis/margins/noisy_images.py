"""How margins feel errors where images are noisy already: found at a few levels of noise, and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from worker.analysis.margins.tables import Tables, between
from worker.crossbar import Conditions

LEVELS = (0.0, 0.1, 0.2, 0.4, 0.8)
"""Levels at which gradients are found; between them they are interpolated, beyond the last they stay as they are."""
MOVING = ("gaussian", "salt_pepper")
"""Kinds of clipped noise that take the mean of dark and bright pixels to another place. Others leave it nearly where it is."""
Make = Callable[[Conditions, bool], Tables]
"""Returns the tables under some test-set noise, with those of the weights or without."""


@dataclass(frozen=True, eq=False)
class AtNoise:
    """The tables of one network without noise and, from `make`, under test-set noise."""

    clean: Tables
    make: Make
    _found: dict[tuple[str, float, bool], Tables] = field(default_factory=dict)

    def tables(self, conditions: Conditions, *, weights: bool) -> Tables:
        """Return the tables under these conditions' test-set noise; layers may be left out unless `weights` is true."""
        kind, level = conditions.image_noise, min(conditions.image_noise_level, LEVELS[-1])
        if kind not in MOVING or not conditions.image_clip or level == 0:
            return self.clean
        above = int(np.searchsorted(LEVELS, level))
        low, high = LEVELS[above - 1], LEVELS[above]
        return between(self._at(kind, low, weights), self._at(kind, high, weights), (level - low) / (high - low))

    def _at(self, kind: str, level: float, weights: bool) -> Tables:
        if level == 0:
            return self.clean
        key = (kind, level, weights)
        if key not in self._found:
            noise = Conditions(image_noise=kind, image_noise_level=level)  # type: ignore[arg-type]
            self._found[key] = self.make(noise, weights)
        return self._found[key]
