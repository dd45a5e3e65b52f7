"""Exponents with a known answer."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from worker.analysis.dynamics.lyapunov import exponents

RANDOM = np.random.default_rng(0)


def test_of_one_step_are_singular_values() -> None:
    step = RANDOM.standard_normal((6, 6))
    np.testing.assert_allclose(exponents([step]), np.log(np.linalg.svd(step)[1]), atol=1e-10)


def test_of_several_steps_are_singular_values_of_the_product() -> None:
    steps = [RANDOM.standard_normal((4, 4)) for _ in range(5)]
    product = np.linalg.multi_dot(steps[::-1])
    np.testing.assert_allclose(exponents(steps), np.log(np.linalg.svd(product)[1]) / 5, atol=1e-10)


def test_of_a_linear_map_are_its_eigenvalues_in_the_long_run() -> None:
    moduli = np.array([1.5, 1.0, 0.4, 0.02])
    basis = RANDOM.standard_normal((4, 4))
    step = basis @ np.diag(moduli) @ np.linalg.inv(basis)
    for steps, error in ((200, 0.02), (2000, 0.002)):  # the last direction is 1e-3750 of the first one
        np.testing.assert_allclose(exponents([step] * steps), np.log(moduli), atol=error)


def test_sum_is_that_of_the_determinants() -> None:
    steps = [RANDOM.standard_normal((7, 7)) for _ in range(30)]
    wanted = np.mean([np.linalg.slogdet(step)[1] for step in steps])
    assert exponents(steps).sum() == pytest.approx(wanted, abs=1e-10)


def test_of_the_logistic_map() -> None:
    """The map x -> 4 x (1 - x) has ln 2 (E. Ott, Chaos in Dynamical Systems, 2002)."""
    x, steps = 0.1234, []
    for _ in range(20_000):
        steps.append(np.array([[4 - 8 * x]]))
        x = 4 * x * (1 - x)
    assert exponents(steps)[0] == pytest.approx(log(2), abs=0.005)


def test_of_random_linear_steps() -> None:
    """Gaussian weights g / sqrt(N), new at each step: ln g + (ln 2 - ln N + digamma((N + 1 - k) / 2)) / 2.

    C. Newman, Communications in Mathematical Physics 103 (1986); k is the rank of the exponent.
    """
    units, g, euler = 40, 0.9, 0.5772156649
    steps = [g / np.sqrt(units) * RANDOM.standard_normal((units, units)) for _ in range(1500)]
    found = exponents(steps)
    digammas = {1: sum(1 / k for k in range(1, 20)), 10: sum(2 / (2 * k + 1) for k in range(15)) - 2 * log(2)}  # of 20 and 15.5
    for rank, digamma in digammas.items():
        assert found[rank - 1] == pytest.approx(log(g) + (log(2) - log(units) + digamma - euler) / 2, abs=0.015)


def test_of_orthogonal_steps_are_zero() -> None:
    steps = [np.linalg.qr(RANDOM.standard_normal((8, 8)))[0] for _ in range(20)]
    np.testing.assert_allclose(exponents(steps), 0, atol=1e-12)


def test_units_that_are_off_lose_their_directions() -> None:
    """Diagonal steps: a unit that is off once has lost its direction, and no other one feels it."""
    stretch = np.array([2.0, 0.5, 3.0, 0.25])
    on = np.array([[1, 1, 1, 1], [1, 1, 0, 1], [1, 1, 1, 1], [0, 1, 1, 1]])
    found = exponents([np.diag(stretch * of_step) for of_step in on])
    np.testing.assert_allclose(found, [log(0.5), log(0.25), -np.inf, -np.inf])


@pytest.mark.parametrize("steps", [1, 3, 5, 7])
def test_a_shift_loses_one_direction_at_each_step_and_keeps_the_others(steps: int) -> None:
    found = exponents([np.eye(6, k=1)] * steps)
    left = max(0, 6 - steps)
    np.testing.assert_allclose(found[:left], 0, atol=1e-12)
    assert np.isneginf(found[left:]).all()


def test_directions_that_depend_on_each_other_are_lost() -> None:
    step = RANDOM.standard_normal((5, 2)) @ RANDOM.standard_normal((2, 5))  # of rank 2, without a row of zeros
    found = exponents([step] * 3)
    assert np.isfinite(found[:2]).all()
    assert np.isneginf(found[2:]).all()


def test_a_step_that_loses_all() -> None:
    assert np.isneginf(exponents([np.eye(3), np.zeros((3, 3)), np.eye(3)])).all()
