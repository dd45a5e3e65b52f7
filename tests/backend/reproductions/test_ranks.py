"""Rank correlations: against SciPy, partial ones against their formula, and how often their intervals cover."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from backend.reproductions.ranks import FEWEST, spearman


def test_it_is_spearmans_with_ties_too() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        x, y = rng.integers(0, 6, (2, 25)).astype(float)
        assert spearman(x, y).value == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)


def test_monotonic_is_one_and_reversed_is_minus_one() -> None:
    x = [float(value) for value in range(12)]
    assert spearman(x, [value**3 for value in x]).value == pytest.approx(1)
    assert spearman(x, [-value for value in x]).value == pytest.approx(-1)
    assert spearman(x, [-value for value in x]).decides(-1) == "holds"
    assert spearman(x, [-value for value in x]).decides(1) == "fails"


def test_a_partial_correlation_leaves_out_what_a_third_number_explains() -> None:
    rng = np.random.default_rng(2)
    third = rng.normal(size=400)
    x, y = (third + rng.normal(size=400) for _ in range(2))
    assert spearman(x, y).value > 0.35
    partial = spearman(x, y, given=third)
    assert partial.low < 0 < partial.high and partial.decides(1) == "open"
    rank = [stats.spearmanr(*pair).statistic for pair in ((x, y), (x, third), (y, third))]
    expected = (rank[0] - rank[1] * rank[2]) / np.sqrt((1 - rank[1] ** 2) * (1 - rank[2] ** 2))
    assert partial.value == pytest.approx(expected, abs=1e-12)


def test_intervals_cover_the_truth() -> None:
    """With normal numbers of correlation r, Spearman's is 6/pi arcsin(r/2) (M. G. Kendall, 1949). 90 % and more of 95 %."""
    rng, true = np.random.default_rng(3), 0.6
    expected = 6 / np.pi * np.arcsin(true / 2)
    covered = 0
    for _ in range(120):
        x, noise = rng.normal(size=(2, 40))
        found = spearman(x, true * x + np.sqrt(1 - true**2) * noise)
        covered += found.low <= expected <= found.high
    assert covered >= 0.9 * 120


def test_the_same_numbers_give_the_same_interval_and_few_are_refused() -> None:
    x, y = np.random.default_rng(4).normal(size=(2, 20))
    assert spearman(x, y) == spearman(x, y)
    with pytest.raises(ValueError, match=f"at least {FEWEST} networks; received 3"):
        spearman(x[:3], y[:3])
