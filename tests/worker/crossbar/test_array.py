"""Many places of a kernel at once are as many reads of the array."""

from __future__ import annotations

import numpy as np
import pytest

from worker.crossbar.array import Array
from worker.crossbar.conditions import Conditions
from worker.crossbar.layers import Floats

PLACES, INPUTS, OUTPUTS, COUNT = 6, 27, 40, 50


def patches() -> Floats:
    return np.random.default_rng(2).random((PLACES, INPUTS, COUNT), dtype=np.float32)


def array(*, sigma: float = 0.0, variance: bool = False) -> Array:
    random = np.random.default_rng(1)
    weights = random.standard_normal((INPUTS, OUTPUTS), dtype=np.float32)
    own = random.random((INPUTS, OUTPUTS), dtype=np.float32) if variance else None
    return Array(weights, sigma, Conditions(), None, read_variance=own)


@pytest.mark.parametrize(("sigma", "variance"), [(0.0, False), (0.1, False), (0.0, True)])
def test_places_are_read_one_after_another(sigma: float, variance: bool) -> None:
    """The same numbers, noise included, as one read for each column of each place."""
    read = array(sigma=sigma, variance=variance)
    flat = np.ascontiguousarray(patches().transpose(1, 0, 2)).reshape(INPUTS, PLACES * COUNT)
    one_by_one = read.multiply(flat, np.random.Generator(np.random.SFC64(4)))
    at_once = read.multiply_places(
        patches(), np.random.Generator(np.random.SFC64(4)), out=np.empty((PLACES, OUTPUTS, COUNT), np.float32)
    )
    found = at_once.transpose(1, 0, 2).reshape(OUTPUTS, PLACES * COUNT)
    np.testing.assert_allclose(found, one_by_one, rtol=1e-5, atol=1e-5)
    assert bool(np.abs(one_by_one - read.weights.T @ flat).max() > 0.1) == (bool(sigma) or variance)
