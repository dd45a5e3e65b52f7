"""Where states go if a network is iterated on: ends, their kinds, and which of them are the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dynamics.basins import End
from worker.analysis.dynamics.recurrence import COMES_BACK, SETTLED, norms_of, recurrence
from worker.crossbar.tools.arrays import Floats

VANISHED = 1e-3
"""A state has gone to zero if its norm is at most this share of the states' norm at the image's last step."""
GROWN = 1e6
"""Where their norm is more times that at the image's last step, only directions of states are followed."""
GROWING = 1.5
"""A state grows if its norm at the end is so many times the largest one of the first half of the time."""
SAME = 0.02
"""Ends are the same if they are closer than this share of the RMS norm of all ends; if states grow, of their directions."""

TINY = np.float32(1e-30)
"""Smallest norm that a direction is divided by."""

ZERO, FIXED, CYCLE, GROWS, WANDERS = range(5)
KINDS: tuple[End, ...] = ("zero", "fixed point", "cycle", "grows", "wanders")
"""Names of the kinds, by their numbers."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Followed:
    """States of n images that were iterated on."""

    samples: Floats
    """The states at equal distances of time, the last of which are at the end: (samples, units, n)."""
    start_norm: float
    """RMS norm of the states at the image's last step, on an ideal chip."""
    early_norms: Floats
    """The largest norm of each image's states in the first half of the time, the image's last step included: (n,)."""
    grown: Mask
    """States that have reached GROWN, of which the samples have only the directions: (n,)."""


@dataclass(frozen=True, eq=False)
class Ends:
    """The ends of n images' states."""

    kinds: NDArray[np.int64]
    """Numbers of kinds: (n,)."""
    periods: NDArray[np.int64]
    """Samples until a state, or the direction of one that grows, is where it was: (n,); 0 if it is nowhere twice."""
    orbits: Floats
    """The last samples of each state, directions of length 1 where it grows, the last one first: (samples, units, n)."""
    cyclic: Mask
    """Whether all samples belong to the end, which is then a closed orbit; otherwise it is at the last one: (n,)."""
    tolerance: Floats
    """How near to the orbit of an end another state must be, as a share of the scale, to have the same end: (n,)."""
    last: Floats
    """The last state of each image, of one that grows some multiple: (units, n)."""

    @classmethod
    def of(cls, followed: Followed) -> Ends:
        """Return where states ended."""
        samples, norms = followed.samples, norms_of(followed.samples[-1])
        moving = norms_of(samples[-1] - samples[:-1][-1:].sum(axis=0)) > SETTLED * norms  # a single sample has come from 0
        growing = followed.grown | ((norms > GROWING * followed.early_norms) & moving)
        if growing.any():
            samples = samples * np.where(growing, 1 / np.maximum(norms_of(samples), TINY), np.float32(1))[:, None]
            norms = np.where(growing, np.float32(1), norms)
        periods, returns = recurrence(samples, norms)
        zero = ~growing & (norms <= VANISHED * followed.start_norm)
        cyclic = ~zero & ((periods > 1) | ((periods == 0) & (returns <= COMES_BACK)))
        kinds = np.select([growing, zero, cyclic, periods == 1], [GROWS, ZERO, CYCLE, FIXED], WANDERS)
        # A closed orbit that is never met twice at the same place is known by as many places as there are samples.
        tolerance = np.where(cyclic & (periods == 0), np.maximum(returns, SAME), SAME).astype(np.float32)
        return cls(kinds, periods, samples[::-1], cyclic, tolerance, followed.samples[-1])

    @property
    def places(self) -> Floats:
        """The last state of each image, or its direction if it grows: (units, n)."""
        places: Floats = self.orbits[0]
        return places

    def chosen(self, indices: NDArray[np.intp]) -> Ends:
        """Return the ends of some images."""
        return Ends(
            self.kinds[indices],
            self.periods[indices],
            self.orbits[:, :, indices],
            self.cyclic[indices],
            self.tolerance[indices],
            self.last[:, indices],
        )

    def scale(self) -> float:
        """Return the RMS norm of ends that neither vanish nor grow; 1 if there are none."""
        counted = (self.kinds != ZERO) & (self.kinds != GROWS)
        return float(np.sqrt(np.square(self.places[:, counted]).sum(axis=0).mean())) if counted.any() else 1.0

    def same(self, other: Ends, scale: float) -> Mask:
        """Return, image by image, whether it ends where it ends in `other`, which has as many images, or a single one: (n,).

        Two closed orbits are the same if the last state of one is near any state of the other.
        """
        nearest = norms_of(self.places - other.places)
        both = self.cyclic & other.cyclic
        if both.any():
            for place in other.orbits[1:]:
                np.minimum(nearest, norms_of(self.places - place), out=nearest, where=both)
        near = nearest <= other.tolerance * np.where(self.kinds == GROWS, 1.0, scale)
        alike = (self.kinds == other.kinds) & (self.cyclic == other.cyclic)
        found: Mask = alike & (near | (self.kinds == ZERO))
        return found

    def groups(self, scale: float) -> NDArray[np.int64]:
        """Return the number of each image's end, from 0 in the order in which they first appear: (n,)."""
        groups = np.full(len(self.kinds), -1)
        number = 0
        while (left := np.flatnonzero(groups < 0)).size:
            first = left[:1]
            candidates = left[(self.kinds[left] == self.kinds[first]) & (self.cyclic[left] == self.cyclic[first])]
            same = self.chosen(candidates).same(self.chosen(first), scale)
            groups[candidates[same]] = groups[first] = number
            number += 1
        return groups
