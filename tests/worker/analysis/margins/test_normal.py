"""Probabilities of normal numbers, against SciPy's."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from worker.analysis.margins.normal import all_positive, normal_cdf


def test_the_distribution_function_is_that_of_scipy() -> None:
    x = np.linspace(-10, 10, 4001)
    np.testing.assert_allclose(normal_cdf(x), norm.cdf(x), atol=2e-8)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_joint_numbers_are_positive_as_often_as_scipy_says(count: int) -> None:
    generator = np.random.default_rng(count)
    means, covariances, expected = [], [], []
    for _ in range(40):
        common, own = generator.choice([0, 1, 3]) * generator.normal(size=count + 1), generator.normal(size=(count, count + 1))
        covariances.append((own + common) @ (own + common).T)
        means.append(generator.normal(size=count) * np.sqrt(np.diag(covariances[-1])))
        law = multivariate_normal(np.zeros(count), covariances[-1], seed=0, abseps=1e-7, releps=1e-7, maxpts=10**6)
        expected.append(law.cdf(means[-1]))
    np.testing.assert_allclose(all_positive(np.array(means), np.array(covariances)), expected, atol=1e-5)


def test_numbers_without_variance_are_above_0_or_not() -> None:
    means = np.array([[0.1, 2.0], [-0.1, 2.0], [0.1, 0.0]])
    covariances = np.zeros((3, 2, 2))
    covariances[2, 1, 1] = 1
    np.testing.assert_allclose(all_positive(means, covariances), [1, 0, 0.5], atol=1e-6)


def test_two_that_are_the_same_number_are_positive_together() -> None:
    means, covariances = np.array([[0.5, 0.5]]), np.ones((1, 2, 2))
    np.testing.assert_allclose(all_positive(means, covariances), norm.cdf(0.5), atol=5e-3)


def test_more_than_three_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 3"):
        all_positive(np.zeros((1, 4)), np.eye(4)[None])
