"""The direct solve that wires are compared with is the same circuit, by another way."""

from __future__ import annotations

import numpy as np
import pytest

from tests.physics import nodal
from worker.bench.direct import equivalent_by_direct_solve
from worker.bench.networks import contest, mlp, synthetic_images
from worker.bench.wires import array_seconds, chip_seconds
from worker.crossbar import Simulator


@pytest.mark.parametrize("shape", [(1, 1), (5, 3), (12, 20)])
def test_a_direct_solve_is_the_circuit(shape: tuple[int, int]) -> None:
    conductances = np.random.default_rng(0).uniform(0, 1, shape)
    expected = nodal.equivalent(conductances, row_ohm=0.02, column_ohm=0.02)
    np.testing.assert_allclose(equivalent_by_direct_solve(conductances, 0.02), expected, rtol=1e-9)


def test_everything_that_is_timed_takes_time() -> None:
    images = synthetic_images(20)
    asked = contest(mlp((16,)), images)
    found = chip_seconds(asked, Simulator(asked.network, images, asked.labels), draw=1)
    assert set(found) == {"programming", "wired", "plain"} and min(found.values()) > 0
    pair = array_seconds()
    assert pair is not None and min(pair) > 0
