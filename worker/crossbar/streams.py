"""Random numbers by name: the same stream wherever and in whatever order it is asked for."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


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


def stream(seed: int, purpose: Purpose, *, draw: int, layer: int = 0, block: int = 0) -> np.random.Generator:
    """The generator of one purpose, in one layer of one draw, for one block of images."""
    name = np.random.SeedSequence(seed, spawn_key=(int(purpose), layer, draw, block))
    return np.random.Generator(np.random.SFC64(name))


def normals(generator: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Standard normal numbers, float32."""
    return generator.standard_normal(shape, dtype=np.float32)
