"""Functions and their slopes, in both types of numbers."""

from __future__ import annotations

from math import erf

import numpy as np
import pytest

from worker.crossbar.tools.functions import FUNCTIONS, LINEAR, RELU, in_place, normal_density, normal_distribution, slope_of

EVERY = [*FUNCTIONS, RELU, LINEAR]
KINKS = (0.0, 2.5, 3.0, -2.5, -3.0)


def values_at(dtype: type[np.floating]) -> np.ndarray:
    """Values of all magnitudes, none at a kink."""
    random = np.random.default_rng(0)
    values = np.concatenate([random.standard_normal(200) * scale for scale in (0.1, 1, 4, 10)])
    return values[np.abs(values[:, None] - KINKS).min(axis=1) > 1e-3].astype(dtype)


@pytest.mark.parametrize("name", EVERY)
def test_slopes_are_those_of_the_functions(name: str) -> None:
    values, step, function = values_at(np.float64), 1e-5, in_place(name)
    differences = (function(values + step) - function(values - step)) / (2 * step)
    np.testing.assert_allclose(slope_of(name)(values), differences, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", EVERY)
def test_the_type_of_the_values_is_that_of_the_result(name: str) -> None:
    fine, coarse = (values_at(dtype) for dtype in (np.float64, np.float32))
    for function in (slope_of(name), lambda values: in_place(name)(values.copy())):
        before = coarse.copy()
        assert function(coarse).dtype == np.float32 and function(fine).dtype == np.float64
        np.testing.assert_array_equal(coarse, before)
        np.testing.assert_allclose(function(coarse), function(fine), rtol=2e-5, atol=3e-6)


@pytest.mark.parametrize("name", ["relu", "elu", "hard_sigmoid", "hard_sigmoid_fifth"])
def test_at_a_kink_a_slope_is_that_of_the_side_that_is_off(name: str) -> None:
    kinks = {"relu": [0.0], "elu": [0.0], "hard_sigmoid": [-3.0, 3.0], "hard_sigmoid_fifth": [-2.5, 2.5]}[name]
    expected = 1.0 if name == "elu" else 0.0
    np.testing.assert_array_equal(slope_of(name)(np.array(kinks)), expected)


def test_the_normal_distribution_and_its_density() -> None:
    values = np.linspace(-6, 6, 241)
    exact = np.array([(1 + erf(value / np.sqrt(2))) / 2 for value in values])
    np.testing.assert_allclose(normal_distribution(values), exact, atol=2e-7)
    np.testing.assert_allclose(normal_density(values), np.exp(-(values**2) / 2) / np.sqrt(2 * np.pi), atol=3e-6)
