from __future__ import annotations

import numpy as np
import pytest

from worker.analysis.dynamics.estimates import band, estimate, share, shares


def test_a_mean_has_a_t_interval() -> None:
    found = estimate(np.array([1.0, 2.0, 3.0]))
    assert (found.mean, found.n) == (2, 3)
    assert found.high - found.mean == pytest.approx(4.30265 / np.sqrt(3), rel=1e-5)
    assert estimate(np.array([5.0])).low == estimate(np.array([5.0])).high == 5


def test_a_band_is_an_estimate_at_each_x() -> None:
    values = np.array([[1.0, 10.0], [2.0, 10.0], [3.0, 10.0]])
    found, first = band(values, [1.0, 2.0]), estimate(values[:, 0])
    assert (found.low[0], found.high[0]) == (first.low, first.high)
    assert found.low[1] == found.mean[1] == found.high[1] == 10


def test_a_share_has_wilsons_interval() -> None:
    found = share(np.array([True] * 8 + [False] * 2))
    assert (found.mean, found.n) == (0.8, 10)
    assert (found.low, found.high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert share(np.ones(20, bool)).high == 1 and share(np.ones(20, bool)).low == pytest.approx(0.8389, abs=1e-4)
    assert shares(np.array([[True, False]] * 5), [0.0, 1.0]).mean == [1.0, 0.0]
