"""Random numbers by name: the same stream wherever and in whatever order it is asked for."""

from __future__ import annotations

from enum import IntEnum
from functools import cache, lru_cache
from math import prod
from statistics import NormalDist

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

from worker.crossbar.tools.scratch import Scratch

SEEDS_KEPT = 1 << 14
"""Streams whose seed is kept, about 6 MB: those of a few thousand chips, which each value of a sweep asks for again."""


class Purpose(IntEnum):
    """What a stream is for; part of its name, so purposes never share numbers."""

    PROGRAMMING = 0
    COMMON = 1
    FAULTS = 2
    READ = 3
    IMAGES = 4
    REFERENCE = 5
    NEGATIVE = 6
    DRIFT = 7
    DRIFT_NEGATIVE = 8
    TELEGRAPH = 9
    SUBSET = 10


def stream(seed: int, purpose: Purpose, *, draw: int, layer: int = 0, block: int = 0) -> np.random.Generator:
    """The generator of one purpose, in one layer of one draw, for one block of images."""
    name = _seed(seed, int(purpose), layer, draw, block)
    return np.random.Generator(np.random.SFC64(name))  # type: ignore[arg-type] # numpy's annotation knows its own sequence only


class _Seed(ISeedSequence):
    """What a seed sequence gives SFC64, which costs ten times as much to find as all the rest of a generator."""

    def __init__(self, name: np.random.SeedSequence) -> None:
        self._words = name.generate_state(3, np.uint64)

    def generate_state(self, n_words: int, dtype: object = np.uint32) -> NDArray[np.uint32 | np.uint64]:
        if n_words != 3 or dtype is not np.uint64:
            raise ValueError("these are the three words of 64 bits that SFC64 asks for")
        return self._words


@lru_cache(maxsize=SEEDS_KEPT)
def _seed(seed: int, *key: int) -> _Seed:
    return _Seed(np.random.SeedSequence(seed, spawn_key=key))


class Normals:
    """Standard normal numbers of one stream, one request after another.

    Where a network reads an array `times` in a row, the numbers of several reads are drawn at once: fewer are thrown away.
    What is drawn depends on the requests alone. Numbers lie in `scratch` under `name` until the next are drawn; whoever
    gives one sees to it that nobody else uses it meanwhile.
    """

    def __init__(
        self, generator: np.random.Generator, *, times: int = 1, scratch: Scratch | None = None, name: str = "normals"
    ) -> None:
        self._generator = generator
        self._times = times
        self._scratch = scratch or Scratch()
        self._name = name
        self._left: NDArray[np.float32] | None = None

    def next(self, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """As `normals`."""
        size = prod(shape)
        if self._left is None or len(self._left) < size:
            together = max(1, min(self._times, _AT_A_TIME // max(1, size)))
            self._left = normals(self._generator, (together * size,), self._scratch, name=self._name)
        self._times -= 1
        found, self._left = self._left[:size], self._left[size:]
        return found.reshape(shape)


def normals(
    generator: np.random.Generator, shape: tuple[int, ...], scratch: Scratch | None = None, *, name: str = "normals"
) -> NDArray[np.float32]:
    """Standard normal numbers, float32, by the million: one for each device of a chip, for each read, for each pixel.

    Two points of a plane, each one of 16,384 equally likely ones, make four numbers: (a + b, a - b) / sqrt(2) in
    either coordinate. What comes out has mean 0, variance 1, no correlation and a reach of 5.5 standard deviations;
    its distribution function is the normal one to 7e-5, in a fifth to a seventh of the time of an exact normal number.
    A smaller shape gets the beginning of a larger one's numbers. With `scratch` they lie in its array of that name.
    """
    size = prod(shape)
    groups = -(-size // (2 * _PARTNERS))
    scratch = scratch or Scratch()
    values = scratch.floats(name, groups, 2, _PARTNERS)
    points, at_a_time = _points(), _AT_A_TIME // (2 * _PARTNERS)
    for start in range(0, groups, at_a_time):
        out = values[start : start + at_a_time]
        lanes = generator.bit_generator.random_raw(out.size // 8).view(np.uint16)
        lanes >>= 16 - _POINT_BITS
        at = scratch.indices("normals, points", len(lanes))
        at[...] = lanes
        drawn = points.take(at, axis=0, mode="clip", out=scratch.floats("normals, drawn", len(lanes), 2)).reshape(out.shape)
        np.add(drawn[:, 0], drawn[:, 1], out=out[:, 0])
        np.subtract(drawn[:, 0], drawn[:, 1], out=out[:, 1])
    return values.reshape(-1)[:size].reshape(shape)


_POINT_BITS = 14
_PARTNERS = 4096
"""Numbers whose partners are as far away. NumPy copies shorter runs before it adds them."""
_AT_A_TIME = 1 << 16
"""Numbers drawn at a time: few enough for a cache, enough that what each step costs does not count."""
_MULTIPLIER = 3153
"""Of the lattice; its points have E[x^2 y^2] = 1 to 2e-4, and few others spread as evenly."""


@cache
def _points() -> NDArray[np.float32]:
    """(2**14, 2) points that stand for the normal law in the plane, of variance 1/2: ready to be added in pairs.

    In each quadrant a coordinate takes the means of the normal law in 2**12 cells of equal probability, once each,
    and the other one follows it as in a lattice (N. M. Korobov, Dokl. Akad. Nauk SSSR 124, 1207 (1959)). As the
    four quadrants mirror each other, the coordinates are uncorrelated.
    """
    count = 1 << (_POINT_BITS - 2)
    law = NormalDist()
    # The mean of a cell is 2 count times the difference of the density at its ends.
    density = np.array([law.pdf(law.inv_cdf(0.5 + 0.5 * end / count)) for end in range(count)] + [0.0])
    means = 2 * count * (density[:-1] - density[1:])
    means /= np.sqrt(2 * np.mean(np.square(means)))
    quadrant = np.stack([means, means[_MULTIPLIER * np.arange(count) % count]], axis=1)
    signs = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    both: NDArray[np.float64] = (signs[:, None] * quadrant).reshape(-1, 2)
    return both.astype(np.float32)
