"""Pulse curves against closed forms: up, down and back."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from tests.worker.learning.kinds import CONSTANT, IDEAL, SOFT, device, exponential, table_of
from worker.learning import DeviceArray, Mapping, Place, PulsedDevice

FROM_LOW = np.array([[-0.5]], np.float32)
FROM_HIGH = -FROM_LOW
ONE = np.zeros(1, np.intp)


def path(kind: PulsedDevice, begin: np.ndarray, pulses: list[int]) -> list[float]:
    """Conductance after each entry of pulses, given one after another."""
    array = DeviceArray(kind, (1, 1), Place(0), Mapping(reference="middle"))
    array.program(begin)
    seen = []
    for count in pulses:
        array.pulse(ONE, np.array([count], np.float32))
        seen.append(float(array.conductances[0, 0]))
    return seen


def test_constant_steps_end_at_the_bounds() -> None:
    assert path(device(CONSTANT, 10), FROM_LOW, [1, 2, 3, 10, -1]) == pytest.approx([0.1, 0.3, 0.6, 1.0, 0.9])
    assert path(device(CONSTANT, 10), FROM_HIGH, [-4, -10]) == pytest.approx([0.6, 0.0])


def test_an_ideal_device_has_no_bounds() -> None:
    array = DeviceArray(device(IDEAL, 10), (1, 1), Place(0))
    array.pulse(ONE, np.array([35], np.float32))
    assert array.weights[0, 0] == pytest.approx(3.5)


def test_soft_bounds_go_to_them_as_a_geometric_series() -> None:
    """A pulse goes 2 / states of the way to the end of the window."""
    up = path(device(SOFT, 50), FROM_LOW, [1] * 40)
    np.testing.assert_allclose(up, 1 - (1 - 2 / 50) ** np.arange(1, 41), atol=2e-6)
    down = path(device(SOFT, 50), FROM_HIGH, [-1] * 40)
    np.testing.assert_allclose(down, (1 - 2 / 50) ** np.arange(1, 41), atol=2e-6)


@pytest.mark.parametrize("nu", [0.05, 1.0, 5.0, -3.0])
def test_exponential_curves_are_those_of_the_formula_and_reach_both_ends(nu: float) -> None:
    """G_LTP = B (1 - exp(-P/A)) and G_LTD = 1 - that at the same number of pulses, A = states / nu."""
    states, kind = 64, device(exponential(nu, nu, 64), 64)
    pulses = np.arange(1, states + 1)
    formula = (1 - np.exp(-pulses * nu / states)) / (1 - exp(-nu))
    np.testing.assert_allclose(path(kind, FROM_LOW, [1] * states), formula, atol=2e-5)
    np.testing.assert_allclose(path(kind, FROM_HIGH, [-1] * states), 1 - formula, atol=2e-5)


@pytest.mark.parametrize("law", [CONSTANT, SOFT, exponential(4, 2, 80), exponential(-2, 2, 80), table_of(exponential(4, 2, 80))])
def test_n_pulses_at_once_are_n_single_ones(law: object) -> None:
    kind = device(law, 80)  # type: ignore[arg-type]
    for count in (2, 7, 60):
        for sign, begin in ((1, FROM_LOW), (-1, FROM_HIGH)):
            singles = path(kind, begin, [sign] * count)[-1]
            assert path(kind, begin, [sign * count])[-1] == pytest.approx(singles, abs=1e-5)


def test_a_round_trip_of_an_asymmetric_device_does_not_come_back_and_that_of_a_symmetric_one_does() -> None:
    """Symmetric: steps up and down of the same size at the same conductance, whatever the non-linearity."""
    symmetric = path(device(exponential(2, -2, 1000), 1000), np.zeros((1, 1), np.float32), [100, -100])[-1]
    assert abs(symmetric - 0.5) < 2e-3
    asymmetric = path(device(exponential(5, 5, 100), 100), np.array([[0.3]], np.float32), [10, -10])[-1]
    assert 0.5 < asymmetric < 0.75  # from 0.8 towards the middle


def test_a_table_is_the_law_that_it_was_read_from() -> None:
    law = exponential(3, 1, 40)
    pulses = [1] * 20 + [-1] * 30
    np.testing.assert_allclose(
        path(device(table_of(law), 40), FROM_LOW, pulses), path(device(law, 40), FROM_LOW, pulses), atol=1e-5
    )


def test_asymmetry_makes_pulses_up_larger_and_pulses_down_smaller() -> None:
    assert path(device(CONSTANT, 10, asymmetry=0.5), FROM_LOW, [2, -2]) == pytest.approx([0.3, 0.2])


def test_steps_that_grow_end_at_the_bounds_however_many_pulses_come() -> None:
    """The closed form would leave the range of float32 on the way."""
    kind = device(exponential(-4, -4, 100), 100)
    assert path(kind, FROM_LOW, [10_000, -10_000]) == pytest.approx([1, 0])
