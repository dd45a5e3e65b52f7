"""Random numbers from named streams: a stream gives the same numbers wherever and in whatever order streams are opened."""

from __future__ import annotations

import time
from enum import IntEnum
from functools import cache, lru_cache
from math import prod
from statistics import NormalDist

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

from worker.crossbar.tools.scratch import Scratch

SEEDS_KEPT = 1 << 14
"""Streams whose initial state is cached (about 6 MB): those of a few thousand chips, opened again for each value of a sweep."""


class Purpose(IntEnum):
    """What a stream of random numbers is for. It is part of the stream's name, so that two purposes never share numbers."""

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
    CALIBRATION_IMAGES = 11
    KEPT_READS = 12
    SIGNS_OF_STEPS = 13
    KICKS = 14
    PULSED_DEVICES = 15
    WRITE_NOISE = 16
    PULSE_TRAINS = 17
    ORDERS = 18
    INITIAL_WEIGHTS = 19
    SAMPLES = 20
    LEARNING_READS = 21
    CHANGED_TASKS = 22


def stream(seed: int, purpose: Purpose, *, draw: int, layer: int = 0, block: int = 0) -> np.random.Generator:
    """Return a generator at the beginning of the stream of this seed, purpose, draw, layer and block.

    `draw` is the number of the simulated chip, `layer` the index of a layer in its network, `block` the index of a block of
    images or of a bit slice. The generator is SFC64, keyed by a NumPy seed sequence with these numbers as its spawn key.
    """
    sequence = _seed(seed, int(purpose), layer, draw, block)
    return np.random.Generator(np.random.SFC64(sequence))  # type: ignore[arg-type] # numpy's annotation knows its own sequence only


class _SeedWords(ISeedSequence):
    """The three words that SFC64 takes from a seed sequence, cached: they take ten times as long as the rest of a generator."""

    def __init__(self, sequence: np.random.SeedSequence) -> None:
        self._words = sequence.generate_state(3, np.uint64)

    def generate_state(self, n_words: int, dtype: object = np.uint32) -> NDArray[np.uint32 | np.uint64]:
        if n_words != 3 or dtype is not np.uint64:
            raise ValueError("these are the three words of 64 bits that SFC64 asks for")
        return self._words


@lru_cache(maxsize=SEEDS_KEPT)
def _seed(seed: int, *key: int) -> _SeedWords:
    try:
        # What NumPy makes of seed and key, the key behind four words at least; it takes longer to do so itself.
        entropy = np.array((seed, 0, 0, 0, *key), np.uint32)
    except OverflowError:  # a number of more than one word
        return _SeedWords(np.random.SeedSequence(seed, spawn_key=key))
    return _SeedWords(np.random.SeedSequence(entropy))


class Normals:
    """Approximately standard normal numbers from one stream (see `normals`), one request after another.

    `times` is how many requests are expected to follow, such as the time steps of a recurrent layer: numbers for several of
    them are then drawn at once. Which numbers are drawn depends on the sequence of requests alone. They are stored in the work
    array `name` of `scratch` until the next numbers are drawn; nothing else may use that name meanwhile.
    """

    def __init__(
        self, generator: np.random.Generator, *, requests: int = 1, scratch: Scratch | None = None, name: str = "normals"
    ) -> None:
        """Draw from `generator`, expecting `requests` requests; without a scratch the numbers have work memory of their own."""
        self._generator = generator
        self._expected = requests
        self._scratch = scratch or Scratch()
        self._name = name
        self._remaining: NDArray[np.float32] | None = None

    def next(self, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """Return the next numbers of the stream as a float32 array of the given shape; valid until the next call."""
        size = prod(shape)
        if self._remaining is None or len(self._remaining) < size:
            requests_at_once = max(1, min(self._expected, _NUMBERS_AT_A_TIME // max(1, size)))
            self._remaining = normals(self._generator, (requests_at_once * size,), self._scratch, name=self._name)
        self._expected -= 1
        numbers, self._remaining = self._remaining[:size], self._remaining[size:]
        return numbers.reshape(shape)


def normals(
    generator: np.random.Generator, shape: tuple[int, ...], scratch: Scratch | None = None, *, name: str = "normals"
) -> NDArray[np.float32]:
    """Return approximately standard normal float32 numbers of the given shape, at several times the usual speed.

    Two points of a plane, each chosen among 16,384 equally likely ones, make four numbers: (a + b, a - b) / sqrt(2) in either
    coordinate. The numbers have mean 0, variance 1, no correlation and a range of +-5.5; their distribution function differs
    from the normal one by at most 7e-5. They take a fifth to a seventh of the time of exact normal numbers. A smaller shape
    gets the first numbers of a larger one. With `scratch` they are stored in its work array of that name.
    """
    size = prod(shape)
    groups = -(-size // (2 * _PARTNERS))
    scratch = scratch or Scratch()
    values = scratch.floats(name, groups, 2, _PARTNERS)
    _draw(generator, values, scratch, numbers_at_a_time())
    return values.reshape(-1)[:size].reshape(shape)


def _draw(generator: np.random.Generator, values: NDArray[np.float32], scratch: Scratch, at_a_time: int) -> None:
    """Fill values (groups, 2, _PARTNERS) with normal numbers, so many at a time; the numbers do not depend on how many."""
    points, groups_at_a_time = _points().reshape(-1).view(np.complex64), at_a_time // (2 * _PARTNERS)
    drawn = scratch.floats("normals, drawn", groups_at_a_time, 2, _PARTNERS)
    for start in range(0, len(values), groups_at_a_time):
        out = values[start : start + groups_at_a_time]
        count = out.size // 2
        integers = generator.bit_generator.random_raw(count // 4).view(np.uint16)
        integers >>= 16 - _POINT_BITS
        # Indices take the memory of the numbers they lead to: the less is used, the more of it stays in the cache.
        indices = out.reshape(-1).view(np.intp)[:count]
        indices[...] = integers
        pairs = drawn[: len(out)]
        # Every index is within the table; of NumPy's ways to take care of those that are not, this one is the fastest.
        points.take(indices, mode="wrap", out=pairs.reshape(-1).view(np.complex64))
        np.add(pairs[:, 0], pairs[:, 1], out=out[:, 0])
        np.subtract(pairs[:, 0], pairs[:, 1], out=out[:, 1])


@cache
def numbers_at_a_time() -> int:
    """Return how many numbers are best drawn at a time: measured once in a process, in a millisecond, since caches differ."""
    values, scratch = np.empty((_NUMBERS_AT_A_TIME // (2 * _PARTNERS), 2, _PARTNERS), np.float32), Scratch()
    generator = np.random.Generator(np.random.SFC64(0))

    def seconds(at_a_time: int) -> float:
        began = time.perf_counter()
        _draw(generator, values, scratch, at_a_time)
        return time.perf_counter() - began

    rounds = [[seconds(size) for size in _SIZES] for _ in range(_ROUNDS)]
    fastest = [min(times) for times in zip(*rounds, strict=True)]
    return _SIZES[fastest.index(min(fastest))]


_POINT_BITS = 14
_PARTNERS = 4096
"""Distance in memory between the two numbers that are combined. NumPy copies shorter runs before it adds them."""
_NUMBERS_AT_A_TIME = 1 << 16
"""Numbers drawn for several requests at once. Which number a request gets depends on it: it cannot be tuned."""
_SIZES = (1 << 14, 1 << 15, 1 << 16)
"""Numbers drawn, looked up and combined at a time, of which the fastest is chosen."""
_ROUNDS = 5
_MULTIPLIER = 3153
"""Of the lattice: its points have E[x^2 y^2] = 1 to within 2e-4, and few other multipliers spread as evenly."""


@cache
def _points() -> NDArray[np.float32]:
    """Return 2**14 points of the plane (2**14, 2) that represent two independent normal numbers of variance 1/2.

    In each quadrant one coordinate takes the means of the normal distribution in 2**12 cells of equal probability, once each,
    and the other follows it as in a lattice (N. M. Korobov, Dokl. Akad. Nauk SSSR 124, 1207 (1959)). The four quadrants mirror
    each other, so that the coordinates are uncorrelated.
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
