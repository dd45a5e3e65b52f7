"""How many draws brute force needs."""

from __future__ import annotations

import pytest

from worker.bench.curve import DRAWS, brute_draws, brute_half_width


def test_as_many_draws_as_the_interval_asks_for() -> None:
    """Chips that differ by 5 points: 1.96^2 5^2 / 0.5^2 = 384.2, and a little more for the t quantile."""
    found = brute_draws(0.05, 0.005)
    assert found == pytest.approx(387, abs=1)
    assert brute_half_width(0.05, found) <= 0.005 < brute_half_width(0.05, found - 1)


def test_chips_that_are_alike_are_still_looped_over() -> None:
    assert brute_draws(0.0, 0.005) == DRAWS
