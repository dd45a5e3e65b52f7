"""Random numbers by name: the same stream wherever and in whatever order it is asked for."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from math import prod
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.scratch import Scratch


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
    name = np.random.SeedSequence(seed, spawn_key=(int(purpose), layer, draw, block))
    return np.random.Generator(np.random.SFC64(name))


def normals(generator: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Standard normal numbers, float32."""
    return generator.standard_normal(shape, dtype=np.float32)


def many_normals(generator: np.random.Generator, shape: tuple[int, ...], scratch: Scratch | None = None) -> NDArray[np.float32]:
    """Standard normal numbers, float32, by the million: for what is redrawn at every read or for every pixel.

    Each pair is two of 16,384 equally likely values, rotated by 45 degrees: (a + b, a - b) / sqrt(2). The values are
    the means of the normal law between its quantiles, scaled to variance 1. What comes out has mean 0, variance 1,
    no correlation and a reach of 5.8 standard deviations; its distribution function is the normal one to 4e-5, at a
    fifth of the time of an exact normal number. A smaller shape gets the beginning of a larger one's numbers.
    With `scratch` the numbers lie there until the next are drawn.
    """
    size = prod(shape)
    groups = -(-size // (2 * _PAIRS))
    scratch = scratch or Scratch()
    values = scratch.floats("normals", groups, 2, _PAIRS)
    cells, at_a_time = _cells(), _AT_A_TIME // (2 * _PAIRS)
    for start in range(0, groups, at_a_time):
        out = values[start : start + at_a_time]
        lanes = generator.bit_generator.random_raw(out.size // 4).view(np.uint16)
        lanes >>= 16 - _CELL_BITS
        at = scratch.indices("normals, cells", *out.shape)
        at[...] = lanes.reshape(out.shape)
        ends = cells.take(at, mode="clip", out=scratch.floats("normals, values", *out.shape))
        np.add(ends[:, 0], ends[:, 1], out=out[:, 0])
        np.subtract(ends[:, 0], ends[:, 1], out=out[:, 1])
    return values.reshape(-1)[:size].reshape(shape)


_CELL_BITS = 14
_PAIRS = 2048
_AT_A_TIME = 1 << 15
"""Numbers drawn at a time: these and the table of values stay in the second-level cache."""


@cache
def _cells() -> NDArray[np.float32]:
    """Means of the normal law in 2**14 cells of equal probability, with variance 1/2: ready to be added in pairs."""
    count = 1 << _CELL_BITS
    law = NormalDist()
    # The mean of a cell is count times the difference of the density at its ends.
    density = np.array([law.pdf(law.inv_cdf(end / count)) for end in range(count // 2, count)] + [0.0])
    means = count * (density[:-1] - density[1:])
    both: NDArray[np.float64] = np.concatenate([-means[::-1], means])
    both /= np.sqrt(2 * np.mean(np.square(both)))
    return both.astype(np.float32)
