"""Quantiles of Student's t distribution against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from backend.student_t import _solved, t_quantile


def test_at_95_percent_they_are_those_of_scipy_to_the_last_bit() -> None:
    freedoms = np.arange(1, 10_000)
    assert [t_quantile(int(freedom), 0.5 + 0.95 / 2) for freedom in freedoms] == stdtrit(freedoms, 0.975).tolist()


@pytest.mark.parametrize("confidence", [0.5, 0.683, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_any_other_agrees_with_scipy(confidence: float) -> None:
    probability = 0.5 + confidence / 2
    freedoms = [*map(float, range(1, 200)), 1.0001, 1.5, 2.7, 13.4, 157.3, 500.0, 9999.0, 12345.6, 1e6]
    rtol = 2e-12 if confidence > 0.99 else 1e-13
    np.testing.assert_allclose([_solved(one, probability) for one in freedoms], stdtrit(freedoms, probability), rtol=rtol)


def test_it_is_odd_about_a_half() -> None:
    assert t_quantile(7.5, 0.05) == pytest.approx(-t_quantile(7.5, 0.95), rel=1e-14) and t_quantile(7.5, 0.5) == 0
    assert t_quantile(10_000, 0.975) == pytest.approx(float(stdtrit(10_000, 0.975)), rel=1e-13)  # beyond the table


@pytest.mark.parametrize(("freedom", "probability"), [(0.5, 0.9), (float("nan"), 0.9), (3, 0.0), (3, 1.0), (3, float("nan"))])
def test_nonsense_is_refused(freedom: float, probability: float) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        t_quantile(freedom, probability)
