"""Symmetry points: by the law, and measured with pulses."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worker.learning.kinds import CONSTANT, SOFT, device, exponential, table_of
from worker.learning import DeviceArray, Mapping, Place, shift_zero

MIDDLE = Mapping(reference="middle")


def test_it_is_where_steps_up_and_down_are_equal() -> None:
    """Soft bounds with asymmetry a: (1 + a)(1 - u) = (1 - a) u at u = (1 + a) / 2."""
    for asymmetry in (-0.4, 0.0, 0.3):
        kind = device(SOFT, 100, asymmetry=asymmetry)
        np.testing.assert_allclose(DeviceArray(kind, (2, 2), Place(0)).symmetry(), (1 + asymmetry) / 2, rtol=1e-5)


def test_it_is_the_middle_where_steps_are_equal_everywhere() -> None:
    assert DeviceArray(device(CONSTANT), (2, 2), Place(0)).symmetry() == pytest.approx(0.5)
    assert DeviceArray(device(exponential(2, -2, 50), 50), (2, 2), Place(0)).symmetry() == pytest.approx(0.5, abs=0.02)


def test_that_of_a_table_is_that_of_its_law() -> None:
    for law in (SOFT, exponential(4, 1, 100)):
        kinds = (
            device(kind, asymmetry=0.1, spread_step=0.1, spread_asymmetry=0.1, spread_bounds=0.05)
            for kind in (law, table_of(law))
        )
        straight, table = (DeviceArray(kind, (40, 40), Place(3)).symmetry() for kind in kinds)
        np.testing.assert_allclose(table, straight, atol=2e-3)


def test_a_spread_of_symmetry_moves_it_by_as_much() -> None:
    points = DeviceArray(device(SOFT, spread_symmetry=0.1), (100, 100), Place(1)).symmetry()
    assert points.mean() == pytest.approx(0.5, abs=0.005) and points.std() == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("law", [SOFT, exponential(4, 1, 100)])
def test_zero_shifting_finds_it(law: object) -> None:
    """Each device's own, whatever it starts from; half a step is left of the last pulse."""
    kind = device(law, 100, spread_step=0.1, spread_asymmetry=0.2, spread_bounds=0.1)  # type: ignore[arg-type]
    array = DeviceArray(kind, (30, 20), Place(0), MIDDLE)
    known = array.symmetry()
    assert np.ptp(known) > 0.2
    array.program(np.full((30, 20), 0.4, np.float32))
    measured = shift_zero(array, 300)
    np.testing.assert_allclose(measured.reshape(-1), known, atol=0.006)
    np.testing.assert_array_equal(array.weights, 0)
    assert tuple(array.pulses) == (300 * 600, 300 * 600)


def test_noise_leaves_measured_points_beside_the_true_ones() -> None:
    """Without bias: the mean error is within four of its standard errors."""
    array = DeviceArray(device(SOFT, 100, write_noise=1.0), (50, 50), Place(0), MIDDLE)
    errors = shift_zero(array, 200) - 0.5
    assert errors.std() > 0.01
    assert abs(errors.mean()) < 4 * errors.std() / 50
